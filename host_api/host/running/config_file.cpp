#include "host/running/config_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace crm {
namespace {

constexpr std::size_t largest = std::size_t{8} << 20U;

Problem unreadable(const std::string& path, int error) {
    const std::string what = "The configuration " + path;
    if (error == ENOENT) {
        return {"config_unreadable", what + " does not exist.", "Check the path; a relative one starts here."};
    }
    if (error == EISDIR) return {"config_unreadable", what + " is a folder.", "Name the file in it."};
    if (error == EACCES) {
        return {"config_unreadable", what + " may not be read by this user.",
                "Give the file, and the folders above it, the rights to be read."};
    }
    return {"config_unreadable", what + " cannot be read: " + std::generic_category().message(error) + ".",
            "Check the path."};
}

}  // namespace

Result<std::string> read_config_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return unreadable(path, errno);
    std::string text;
    std::array<char, 65536> block{};
    ssize_t got = 1;
    int error = 0;
    while (got > 0 && text.size() <= largest) {
        got = ::read(file, block.data(), block.size());
        error = errno;
        if (got > 0) text.append(block.data(), static_cast<std::size_t>(got));
        if (got < 0 && error == EINTR) got = 1;
    }
    ::close(file);
    if (got < 0) return unreadable(path, error);
    if (text.size() > largest) {
        return Problem{"config_too_large", "The configuration " + path + " is larger than 8 MiB.",
                       "Check that it is the right file."};
    }
    return text;
}

}  // namespace crm
