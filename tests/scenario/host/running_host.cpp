#include "running_host.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "loader/manifest.hpp"
#include "loader/opened_file.hpp"

namespace fs = std::filesystem;

Folder::Folder() {
    std::string name = (fs::temp_directory_path() / "crm-host-test.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

Folder::~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

fs::path built(const std::string& name) {
    return fs::path(HOST_BINARIES) / name;
}

fs::path with_manifest(const std::string& name, const fs::path& folder) {
    fs::path file = folder / (name + ".so");
    fs::copy_file(built(name + ".so"), file, fs::copy_options::overwrite_existing);
    const crm::Manifest manifest{"test.toy", "1.2.3",      "1.0",
                                 "1.0",      name + ".so", crm::OpenedFile::open(file).value().sha256()};
    std::ofstream(crm::manifest_path(file)) << crm::to_json(manifest);
    return file;
}

crm::ChildEnd console(const fs::path& data, std::vector<std::string> words) {
    words.insert(words.begin(), built("crm-host").string());
    words.push_back("--data=" + data.string());
    return crm::run_child(words, std::chrono::seconds(60));
}

namespace {

std::string must(const fs::path& data, std::vector<std::string> words) {
    const crm::ChildEnd end = console(data, std::move(words));
    if (end.exit_code != 0) throw std::runtime_error(end.err + end.out);
    return end.out.substr(0, end.out.find('\n'));
}

}  // namespace

RunningHost::RunningHost() {
    const fs::path& data = folder_.path();
    must(data, {"plugin", "install", with_manifest("toy", data).string()});
    must(data, {"tenant", "add", "harbour", "--name=Hotel Harbour", "--time-zone=Europe/Lisbon"});
    must(data, {"tenant", "add", "seaside"});
    must(data, {"user", "add", "ann", "--role=admin", "--tenant=harbour", "--locale=pt"});
    must(data, {"user", "add", "bob", "--role=staff", "--tenant=seaside"});
    must(data, {"user", "add", "eve", "--role=staff", "--tenant=seaside", "--tenant=harbour"});
    ann_ = must(data, {"token", "create", "ann"});
    bob_ = must(data, {"token", "create", "bob"});
    eve_ = must(data, {"token", "create", "eve"});

    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const std::string program = built("crm-host").string();
    const std::string log = (data / "serve.log").string();
    pid_ = ::fork();
    if (pid_ == 0) {
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
        ::execl(program.c_str(), "crm-host", "serve", "--listen", "127.0.0.1:0", "--stop-seconds", "3", "--data",
                data.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(out[1]);
    std::string line;
    char c = 0;
    while (::read(out[0], &c, 1) == 1 && c != '\n') line += c;
    ::close(out[0]);
    const std::size_t colon = line.rfind(':');
    if (line.rfind("crm-host listening on http://", 0) != 0)
        throw std::runtime_error("crm-host did not start: " + line);
    port_ = static_cast<unsigned short>(std::stoi(line.substr(colon + 1)));
}

RunningHost::~RunningHost() {
    stop();
}

const std::string& RunningHost::token(const std::string& user) const {
    return user == "ann" ? ann_ : user == "bob" ? bob_ : eve_;
}

int RunningHost::stop() {
    if (pid_ < 0) return -1;
    ::kill(pid_, SIGTERM);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
