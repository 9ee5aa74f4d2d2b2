#include "store/copy_manifest.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

#include "store/durable.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

constexpr const char* manifest_name = "manifest.json";
constexpr const char* format_name = "whatsapp-coexistence-copy";
constexpr int format_version = 1;

struct Sum {
    std::int64_t bytes = 0;
    std::string sha256;
};

std::string hex_of(const unsigned char* bytes, unsigned length) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (unsigned index = 0; index < length; ++index) {
        text += digits[bytes[index] >> 4];
        text += digits[bytes[index] & 15];
    }
    return text;
}

Sum sum_of(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
    // What is compared is what lies on the disk, not what memory still remembers of it.
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    std::vector<char> part(1 << 20);
    Sum sum;
    ssize_t got = 0;
    while ((got = ::read(descriptor, part.data(), part.size())) > 0) {
        EVP_DigestUpdate(digest.get(), part.data(), static_cast<std::size_t>(got));
        sum.bytes += got;
    }
    const int error = errno;
    ::close(descriptor);
    if (got < 0) throw std::system_error(error, std::generic_category(), "cannot read " + file.string());
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), bytes.data(), &length);
    sum.sha256 = hex_of(bytes.data(), length);
    return sum;
}

Problem damaged(const std::string& directory, const std::string& what) {
    return {Refusal::unavailable,
            "copy_damaged",
            "The state in " + directory + " came from a backup and is not as the backup was written: " + what + ".",
            "Restore this backup once more, or an older one. Nothing was opened or changed.",
            {}};
}

std::string fault_of(const fs::path& root, const json::object& entry) {
    const std::string name(entry.at("path").as_string());
    std::error_code error;
    if (!fs::is_regular_file(root / name, error)) return name + " is missing";
    const Sum found = sum_of(root / name);
    if (found.bytes != entry.at("bytes").as_int64()) {
        return name + " has " + std::to_string(found.bytes) + " bytes instead of " +
               std::to_string(entry.at("bytes").as_int64());
    }
    return found.sha256 == entry.at("sha256").as_string() ? std::string() : name + " has another content";
}

}  // namespace

std::int64_t write_copy_manifest(const std::string& directory, const std::vector<std::string>& files,
                                 std::int64_t copied_at) {
    const fs::path root(directory);
    std::int64_t bytes = 0;
    json::array entries;
    for (const std::string& name : files) {
        const Sum sum = sum_of(root / name);
        bytes += sum.bytes;
        entries.push_back(json::object{{"path", name}, {"bytes", sum.bytes}, {"sha256", sum.sha256}});
    }
    const json::object document{
        {"format", format_name}, {"version", format_version}, {"copied_at", copied_at}, {"files", std::move(entries)}};
    const fs::path manifest = root / manifest_name;
    {
        std::ofstream stream(manifest, std::ios::binary);
        stream << json::serialize(document) << '\n';
        stream.close();
        if (!stream) throw std::system_error(errno, std::generic_category(), "cannot write " + manifest.string());
    }
    sync_file(manifest.string());
    sync_directory(directory);
    return bytes;
}

Outcome accept_copy(const std::string& directory) {
    const fs::path root(directory);
    const fs::path manifest = root / manifest_name;
    std::ifstream stream(manifest, std::ios::binary);
    if (!stream) return std::monostate{};
    std::ostringstream text;
    text << stream.rdbuf();
    try {
        const json::value document = json::parse(text.str());
        if (document.at("format").as_string() != format_name || document.at("version").as_int64() != format_version) {
            return damaged(directory, std::string(manifest_name) + " is of another program or version");
        }
        const json::array& files = document.at("files").as_array();
        for (const json::value& entry : files) {
            if (const std::string fault = fault_of(root, entry.as_object()); !fault.empty()) {
                return damaged(directory, fault);
            }
        }
        fs::remove(manifest);
        sync_directory(directory);
    } catch (const std::system_error& error) {
        if (error.code().category() == std::generic_category()) return damaged(directory, error.what());
        return damaged(directory, std::string(manifest_name) + " cannot be read");
    } catch (const std::exception&) {
        return damaged(directory, std::string(manifest_name) + " cannot be read");
    }
    return std::monostate{};
}

}  // namespace coexist
