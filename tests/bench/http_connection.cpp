#include "http_connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace bench {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// Both servers of the bench write it in one of these ways.
std::size_t length_in(const std::string& head) {
    for (const char* name : {"content-length: ", "Content-Length: "}) {
        const std::size_t found = head.find(name);
        if (found != std::string::npos) return std::strtoul(head.c_str() + found + 16, nullptr, 10);
    }
    return 0;
}

}  // namespace

HttpConnection::HttpConnection(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    if (descriptor_ < 0 || ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
        ::fcntl(descriptor_, F_SETFL, O_NONBLOCK) != 0) {
        fail("cannot connect");
    }
}

HttpConnection::~HttpConnection() {
    ::close(descriptor_);
}

void HttpConnection::send() {
    std::array<iovec, 2> parts{{{head.data(), head.size()}, {body.data(), body.size()}}};
    const ssize_t sent = ::writev(descriptor_, parts.data(), 2);
    if (sent != static_cast<ssize_t>(head.size() + body.size())) fail("the server takes no request");
    answer_.clear();
}

int HttpConnection::receive() {
    std::array<char, 4096> bytes{};
    const ssize_t got = ::read(descriptor_, bytes.data(), bytes.size());
    if (got < 0 && errno == EAGAIN) return 0;
    if (got <= 0) throw std::runtime_error("the server closed a connection");
    answer_.append(bytes.data(), static_cast<std::size_t>(got));
    const std::size_t end = answer_.find("\r\n\r\n");
    if (end == std::string::npos) return 0;
    if (answer_.size() < end + 4 + length_in(answer_.substr(0, end))) return 0;
    return std::atoi(answer_.c_str() + 9);
}

}  // namespace bench
