#include "loader/opened_file.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "loader/hex.hpp"

namespace crm {

Result<OpenedFile> OpenedFile::open(const std::filesystem::path& path) {
    OpenedFile file;
    file.path_ = path;
    // O_NONBLOCK: a FIFO of that name must not hang us.
    file.fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file.fd_ < 0) {
        const int reason = errno;
        std::error_code ignored;
        if (reason == ENOENT && std::filesystem::is_symlink(path, ignored)) {
            return Problem{"file_missing", path.string() + " is a symbolic link to a file that is not there.",
                           "Point it at the plugin's .so file."};
        }
        if (reason == ENOENT || reason == ENOTDIR) {
            return Problem{"file_missing", "There is no file " + path.string() + ".",
                           "Check the path, or install the plugin again with: crm-host plugin install FILE"};
        }
        return Problem{
            "file_unreadable",
            "The file " + path.string() + " cannot be opened: " + std::generic_category().message(reason) + ".",
            "Give this user the right to read it."};
    }
    struct stat status {};
    if (::fstat(file.fd_, &status) != 0 || !S_ISREG(status.st_mode)) {
        return Problem{"not_a_file", path.string() + " is not a regular file.", "Name the plugin's .so file."};
    }
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    file.writable_by_all_ = (status.st_mode & S_IWOTH) != 0;
    file.device_ = status.st_dev;
    file.inode_ = status.st_ino;
    return file;
}

OpenedFile::OpenedFile(OpenedFile&& other) noexcept {
    *this = std::move(other);
}

OpenedFile& OpenedFile::operator=(OpenedFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(fd_, other.fd_);
    std::swap(fd_kept_, other.fd_kept_);
    std::swap(writable_by_all_, other.writable_by_all_);
    std::swap(size_, other.size_);
    std::swap(device_, other.device_);
    std::swap(inode_, other.inode_);
    return *this;
}

OpenedFile::~OpenedFile() {
    if (fd_ >= 0 && !fd_kept_) ::close(fd_);
}

std::string OpenedFile::read(std::uint64_t offset, std::size_t count) const {
    std::string bytes(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        const ssize_t n = ::pread(fd_, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
}

std::string OpenedFile::sha256() const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) return {};
    constexpr std::size_t chunk = std::size_t{1} << 16;
    std::uint64_t offset = 0;
    while (offset < size_) {
        const std::string bytes = read(offset, chunk);
        if (bytes.empty()) return {};
        EVP_DigestUpdate(digest.get(), bytes.data(), bytes.size());
        offset += bytes.size();
    }
    std::string sum(static_cast<std::size_t>(EVP_MD_size(EVP_sha256())), '\0');
    EVP_DigestFinal_ex(digest.get(), reinterpret_cast<unsigned char*>(sum.data()), nullptr);
    return hex(sum);
}

}  // namespace crm
