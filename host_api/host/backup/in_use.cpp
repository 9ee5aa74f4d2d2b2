#include "host/backup/in_use.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

namespace crm {
namespace fs = std::filesystem;
namespace {

std::optional<std::string> holder_of(const fs::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) return std::nullopt;
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const bool held = ::fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    ::close(fd);
    if (!held) return std::nullopt;
    std::ifstream command("/proc/" + std::to_string(lock.l_pid) + "/comm");
    std::string name;
    std::getline(command, name);
    return "process " + std::to_string(lock.l_pid) + (name.empty() ? std::string() : " (" + name + ")");
}

}  // namespace

std::optional<std::string> user_of(const fs::path& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return holder_of(path);
    fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error);
    for (const fs::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
        if (!entry->is_regular_file(error)) continue;
        if (auto holder = holder_of(entry->path())) return holder;
    }
    return std::nullopt;
}

}  // namespace crm
