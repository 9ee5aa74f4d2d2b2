#include "host/running/console_door.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <openssl/rand.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "host/running/log.hpp"
#include "loader/hex.hpp"

namespace crm {
namespace json = boost::json;
namespace {

constexpr int patience_seconds = 10;
constexpr std::size_t most_bytes = std::size_t{64} << 20;

/// A socket that closes itself.
class Socket {
  public:
    explicit Socket(int fd) : fd_(fd) {}
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int fd() const { return fd_; }

  private:
    const int fd_;
};

/// "IP:PORT" or "[IP]:PORT"; where it listens on every address, this machine's own is asked.
std::pair<std::string, std::string> host_and_port(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) return {};
    std::string host = address.substr(0, colon);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    return {host, address.substr(colon + 1)};
}

int connected(const std::string& address) {
    const auto [host, port] = host_and_port(address);
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return -1;
    int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{patience_seconds, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (fd >= 0 && ::connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
        ::close(fd);
        fd = -1;
    }
    ::freeaddrinfo(found);
    return fd;
}

std::optional<DoorAnswer> answer_in(const std::string& heard) {
    const std::size_t body = heard.find("\r\n\r\n");
    DoorAnswer answer;
    if (body == std::string::npos || heard.size() < 12) return std::nullopt;
    std::from_chars(heard.data() + 9, heard.data() + 12, answer.status);
    answer.body = heard.substr(body + 4);
    return answer;
}

}  // namespace

std::string random_key() {
    std::string bytes(32, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error("the system gave no random bytes");
    }
    return hex(bytes);
}

ConsoleDoor::ConsoleDoor(const DataFolder& folder, const std::string& address, const std::string& key)
    : path_(folder.console_door().string()) {
    const std::string text = json::serialize(json::object{{"address", address}, {"key", key}});
    ::unlink(path_.c_str());
    const int fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (fd >= 0) ::close(fd);
    if (!written) log(CRM_LOG_WARN, "serve", "the console cannot ask this serve: " + path_ + " cannot be written");
}

ConsoleDoor::~ConsoleDoor() {
    ::unlink(path_.c_str());
}

std::optional<DoorAnswer> ask_running_serve(const DataFolder& folder, const std::string& path) {
    std::ifstream file(folder.console_door());
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) return std::nullopt;
    json::error_code error;
    const json::value door = json::parse(text.str(), error);
    if (error || !door.is_object() || !door.get_object().contains("address") || !door.get_object().contains("key")) {
        return std::nullopt;
    }
    const Socket socket(connected(json::value_to<std::string>(door.at("address"))));
    if (socket.fd() < 0) return std::nullopt;
    const std::string request = "GET " + path +
                                " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " +
                                json::value_to<std::string>(door.at("key")) + "\r\n\r\n";
    if (::send(socket.fd(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
        return std::nullopt;
    }
    std::string heard;
    std::array<char, 65536> part{};
    ssize_t got = 0;
    while ((got = ::recv(socket.fd(), part.data(), part.size(), 0)) > 0 && heard.size() < most_bytes) {
        heard.append(part.data(), static_cast<std::size_t>(got));
    }
    return got < 0 ? std::nullopt : answer_in(heard);
}

}  // namespace crm
