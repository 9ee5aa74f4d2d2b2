#include "store/durable.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
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

}  // namespace coexist
