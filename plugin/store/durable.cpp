#include "store/durable.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace coexist {
namespace {

void sync(const std::string& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) throw std::system_error(error, std::generic_category(), "cannot sync " + path);
}

}  // namespace

void sync_file(const std::string& path) {
    sync(path, 0);
}

void sync_directory(const std::string& path) {
    sync(path, O_DIRECTORY);
}

void sync_directories_above(const std::string& path) {
    const std::filesystem::path root = std::filesystem::path(path).root_path();
    for (std::filesystem::path above(path); above.has_relative_path() && above != root;) {
        above = above.parent_path();
        try {
            sync_directory(above.string());
        } catch (const std::system_error& error) {
            // What is read-only, or of a kind that cannot be synced, holds no name that we made.
            const int why = error.code().value();
            if (why != EACCES && why != EPERM && why != EROFS && why != EINVAL) throw;
        }
    }
}

}  // namespace coexist
