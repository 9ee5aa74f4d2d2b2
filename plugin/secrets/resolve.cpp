#include "secrets/resolve.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace coexist {
namespace {

constexpr std::size_t longest_secret = 16384;

Problem unavailable(std::string detail, std::string next) {
    return {Refusal::config, "secret_unavailable", std::move(detail), std::move(next), {}};
}

std::string_view without_line_end(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

class Descriptor {
  public:
    explicit Descriptor(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

Result<ResolvedSecret> from_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    const std::string_view text = value == nullptr ? std::string_view() : without_line_end(value);
    if (text.empty()) {
        const std::string state = value == nullptr ? " is not set." : " is empty.";
        return unavailable("The environment variable " + name + state,
                           "Set it for the process that loads the plugin, or let the configuration point to a file.");
    }
    return ResolvedSecret{Secret(text), {}};
}

Problem unreadable(const std::string& path, int error) {
    return unavailable(
        "The file " + path + " cannot be read: " + std::generic_category().message(error) + ".",
        "Create it, or let the process that loads the plugin read it; it holds the secret and nothing else.");
}

std::string exposure(const std::string& path, mode_t mode) {
    if ((mode & (S_IROTH | S_IWOTH)) == 0) return {};
    return "The file " + path + " can be read or changed by every user of this machine. Take that away: chmod 600 " +
           path;
}

Result<ResolvedSecret> from_file(const std::string& path) {
    const Descriptor file(path);
    struct stat status {};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return unreadable(path, errno);
    if (!S_ISREG(status.st_mode)) {
        return unavailable(path + " is not a file.", "Let the configuration point to a file that holds the secret.");
    }
    std::array<char, longest_secret + 1> bytes{};
    std::size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length < bytes.size()) {
        got = ::read(file.number(), bytes.data() + length, bytes.size() - length);
        if (got > 0) length += static_cast<std::size_t>(got);
        if (got < 0 && errno == EINTR) got = 1;
    }
    const int error = errno;
    ResolvedSecret resolved{Secret(without_line_end({bytes.data(), length})), {}};
    OPENSSL_cleanse(bytes.data(), bytes.size());
    if (got < 0) return unreadable(path, error);
    if (length > longest_secret) {
        return unavailable("The file " + path + " is too long for a secret.",
                           "It must hold the secret and nothing else, at most 16 KiB.");
    }
    if (resolved.secret.empty()) {
        return unavailable("The file " + path + " is empty.", "Write the secret into it, and nothing else.");
    }
    if (std::string warning = exposure(path, status.st_mode); !warning.empty()) {
        resolved.warnings.push_back(std::move(warning));
    }
    return resolved;
}

}  // namespace

Result<ResolvedSecret> resolve(const SecretRef& reference) {
    return reference.source == SecretRef::Source::file ? from_file(reference.name) : from_variable(reference.name);
}

}  // namespace coexist
