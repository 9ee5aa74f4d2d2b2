#include "loader/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace crm {
namespace {

std::string words(const char* what, const std::filesystem::path& path) {
    return std::string(what) + " " + path.string() + ": " + std::generic_category().message(errno);
}

bool write_all(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t n = ::write(fd, content.data(), content.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(n));
    }
    return ::fsync(fd) == 0;
}

}  // namespace

std::optional<std::string> write_durably(const std::filesystem::path& path, std::string_view content) {
    const std::filesystem::path beside = path.string() + ".new." + std::to_string(::getpid());
    const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return words("cannot create", beside);
    const bool written = write_all(fd, content);
    ::close(fd);
    if (!written || ::rename(beside.c_str(), path.c_str()) != 0) {
        std::string failure = words("cannot write", path);
        ::unlink(beside.c_str());
        return failure;
    }
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    const int folder_fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd >= 0) {
        ::fsync(folder_fd);
        ::close(folder_fd);
    }
    return std::nullopt;
}

}  // namespace crm
