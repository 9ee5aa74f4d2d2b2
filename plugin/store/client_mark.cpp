#include "store/client_mark.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace coexist {
namespace {

namespace fs = std::filesystem;

constexpr const char* ending = ".client";
constexpr std::size_t longest_mark = 512;

fs::path folder_of(const std::string& directory) {
    return fs::path(directory) / "clients";
}

// "HASH NAME", or nothing when nobody holds the file any more.
std::string held_text(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return {};
    std::string text;
    if (::flock(descriptor, LOCK_SH | LOCK_NB) == 0) {
        ::unlink(file.c_str());
    } else if (errno == EWOULDBLOCK) {
        std::array<char, longest_mark> bytes{};
        const ssize_t length = ::read(descriptor, bytes.data(), bytes.size());
        if (length > 0) text.assign(bytes.data(), static_cast<std::size_t>(length));
    }
    ::close(descriptor);
    return text;
}

}  // namespace

ClientMark::ClientMark(int descriptor, std::string path)
    : descriptor_(descriptor), path_(std::move(path)), process_(::getpid()) {}

ClientMark::~ClientMark() {
    if (::getpid() == process_) ::unlink(path_.c_str());
    ::close(descriptor_);
}

std::unique_ptr<ClientMark> ClientMark::leave(const std::string& directory, const std::string& name,
                                              const std::string& settings_hash) {
    static std::atomic<unsigned> number{0};
    std::error_code failed;
    fs::create_directories(folder_of(directory), failed);
    const std::string path =
        (folder_of(directory) / (std::to_string(::getpid()) + "-" + std::to_string(++number) + ending)).string();
    // It gets its name when it is locked and written: nobody sees half a mark, or takes it for a dead client's.
    const std::string unnamed = path + ".new";
    const int descriptor = ::open(unnamed.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return nullptr;
    const std::string text = (settings_hash + " " + name).substr(0, longest_mark);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 ||
        ::write(descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::rename(unnamed.c_str(), path.c_str()) != 0) {
        ::unlink(unnamed.c_str());
        ::close(descriptor);
        return nullptr;
    }
    return std::unique_ptr<ClientMark>(new ClientMark(descriptor, path));
}

std::vector<MarkedClient> marked_clients(const std::string& directory) {
    std::vector<MarkedClient> clients;
    std::error_code failed;
    for (fs::directory_iterator entry(folder_of(directory), failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->path().extension() != ending) continue;
        const std::string text = held_text(entry->path());
        const std::size_t space = text.find(' ');
        if (space != std::string::npos) clients.push_back({text.substr(space + 1), text.substr(0, space)});
    }
    std::sort(clients.begin(), clients.end(),
              [](const MarkedClient& a, const MarkedClient& b) { return a.name < b.name; });
    return clients;
}

}  // namespace coexist
