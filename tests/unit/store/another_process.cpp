#include "store/another_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

namespace rooms {
namespace {

constexpr const char* prefix = "COEXIST_TEST_";

}  // namespace

AnotherProcess::AnotherProcess(const std::string& test_case, const std::map<std::string, std::string>& given)
    : process_(-1) {
    std::vector<std::string> settings;
    for (char** setting = environ; *setting != nullptr; ++setting) settings.emplace_back(*setting);
    for (const auto& [name, value] : given) settings.push_back(prefix + name + "=" + value);
    std::vector<char*> environment;
    environment.reserve(settings.size() + 1);
    for (std::string& setting : settings) environment.push_back(setting.data());
    environment.push_back(nullptr);
    std::string program = "/proc/self/exe";
    std::string name = test_case;
    char* const arguments[] = {program.data(), name.data(), nullptr};
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const int failed = ::posix_spawn(&process_, program.c_str(), &quiet, nullptr, arguments, environment.data());
    posix_spawn_file_actions_destroy(&quiet);
    if (failed != 0) throw std::runtime_error("cannot start the test program again");
}

AnotherProcess::~AnotherProcess() {
    if (process_ > 0) kill();
}

int AnotherProcess::wait() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void AnotherProcess::kill() {
    ::kill(process_, SIGKILL);
    wait();
}

std::string given(const std::string& name) {
    const char* value = std::getenv((prefix + name).c_str());
    return value == nullptr ? std::string() : std::string(value);
}

bool eventually(const std::function<bool()>& true_now) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!true_now()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

void raise_flag(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
}

bool flag_raised(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace rooms
