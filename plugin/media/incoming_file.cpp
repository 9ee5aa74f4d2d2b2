#include "media/incoming_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "secrets/digest.hpp"
#include "store/durable.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

/// Makes the folder and those above it that are missing, each durable before what it will hold.
void make_folder(const fs::path& folder) {
    if (fs::is_directory(folder)) return;
    make_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) fail(errno, "cannot create " + folder.string());
    sync_directory(folder.parent_path().string());
}

}  // namespace

IncomingFile::IncomingFile(std::string path) : path_(std::move(path)), digest_(EVP_MD_CTX_new()) {
    make_folder(fs::path(path_).parent_path());
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0) fail(errno, "cannot create " + path_);
    EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr);
}

IncomingFile::~IncomingFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
}

void IncomingFile::take(std::string_view part) {
    EVP_DigestUpdate(digest_.get(), part.data(), part.size());
    while (!part.empty()) {
        const ssize_t wrote = ::write(descriptor_, part.data(), part.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            trouble_ = std::generic_category().message(errno);
            fail(errno, "cannot write " + path_);
        }
        bytes_ += wrote;
        part.remove_prefix(static_cast<std::size_t>(wrote));
    }
}

std::string IncomingFile::sha256() {
    if (!sha256_.empty()) return sha256_;
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest_.get(), bytes.data(), &length);
    sha256_ = to_hex({reinterpret_cast<const char*>(bytes.data()), length});
    return sha256_;
}

void IncomingFile::publish(const std::string& target) {
    if (::fsync(descriptor_) != 0) fail(errno, "cannot sync " + path_);
    const fs::path folder = fs::path(target).parent_path();
    make_folder(folder);
    if (::rename(path_.c_str(), target.c_str()) != 0) fail(errno, "cannot rename " + path_);
    path_.clear();
    sync_directory(folder.string());
}

}  // namespace coexist
