#include "loader/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;  // NOLINT: POSIX declares it nowhere else

namespace crm {
namespace {

constexpr std::size_t most_output = std::size_t{1} << 20;

struct Pipe {
    int ends[2] = {-1, -1};
    bool open() { return ::pipe2(ends, O_CLOEXEC) == 0; }
    void close(int end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
    ~Pipe() {
        close(0);
        close(1);
    }
};

/// Reads what is there; closes the pipe at its end.
void drain(Pipe& pipe, std::string& into) {
    char chunk[4096];
    const ssize_t n = ::read(pipe.ends[0], chunk, sizeof chunk);
    if (n > 0) {
        if (into.size() < most_output) into.append(chunk, static_cast<std::size_t>(n));
    } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
        pipe.close(0);
    }
}

bool spawn(const std::vector<std::string>& command, Pipe& out, Pipe& err, pid_t& pid) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    const int failed = ::posix_spawn(&pid, command.front().c_str(), &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed == 0;
}

}  // namespace

ChildEnd run_child(const std::vector<std::string>& command, std::chrono::milliseconds limit) {
    ChildEnd end;
    Pipe out;
    Pipe err;
    pid_t pid = -1;
    if (command.empty() || !out.open() || !err.open() || !spawn(command, out, err, pid)) return end;
    end.started = true;
    out.close(1);
    err.close(1);
    const auto deadline = std::chrono::steady_clock::now() + limit;
    int status = 0;
    bool over = false;
    while (!over || out.ends[0] >= 0 || err.ends[0] >= 0) {
        if (!over && ::waitpid(pid, &status, WNOHANG) == pid) over = true;
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            end.timed_out = !over;
            ::kill(-pid, SIGKILL);
            break;
        }
        pollfd ready[] = {{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}};
        ::poll(ready, 2, 20);
        if (ready[0].revents != 0) drain(out, end.out);
        if (ready[1].revents != 0) drain(err, end.err);
    }
    while (!over && ::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status) && !end.timed_out) end.signal = WTERMSIG(status);
    return end;
}

std::string violent_end(const ChildEnd& end) {
    if (!end.started) return "the checking process could not be started";
    if (end.timed_out) return "it did not come back within the time allowed";
    const char* const name = end.signal == 0 ? nullptr : ::sigabbrev_np(end.signal);
    switch (end.signal) {
        case 0:
            return {};
        case SIGBUS:
            return "it ended by SIGBUS: the file is truncated, or changed while it was read";
        case SIGABRT:
            return "it ended by SIGABRT: an exception left the plugin, or it gave up by itself";
        default:
            return std::string("it ended by SIG") + (name == nullptr ? "?" : name);
    }
}

}  // namespace crm
