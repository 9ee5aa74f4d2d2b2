#include "raw_client.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

RawClient::RawClient(unsigned short port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no connection");
}

RawClient::~RawClient() {
    ::close(fd_);
}

void RawClient::send(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t n = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) return;  // hear() tells what came of it
        sent += static_cast<std::size_t>(n);
    }
}

bool RawClient::more(int seconds) {
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, seconds * 1000) <= 0) return false;
    char chunk[65536];
    const ssize_t n = ::recv(fd_, chunk, sizeof chunk, 0);
    if (n <= 0) return false;
    waiting_.append(chunk, static_cast<std::size_t>(n));
    return true;
}

Heard RawClient::hear(int seconds, bool bodyless) {
    Heard heard;
    std::size_t end = 0;
    while ((end = waiting_.find("\r\n\r\n")) == std::string::npos) {
        if (!more(seconds)) return heard;
    }
    heard.head = waiting_.substr(0, end + 2);
    waiting_.erase(0, end + 4);
    std::transform(heard.head.begin(), heard.head.end(), heard.head.begin(),
                   [](char c) { return static_cast<char>(::tolower(c)); });
    const std::size_t length = heard.head.find("content-length: ");
    const std::size_t expected =
        bodyless || length == std::string::npos ? 0 : std::stoul(heard.head.substr(length + 16));
    while (waiting_.size() < expected) {
        if (!more(seconds)) return heard;
    }
    heard.body = waiting_.substr(0, expected);
    waiting_.erase(0, expected);
    heard.status = std::stoi(heard.head.substr(9, 3));
    return heard;
}

bool RawClient::ended(int seconds) {
    pollfd ready{fd_, POLLIN, 0};
    char c = 0;
    while (::poll(&ready, 1, seconds * 1000) > 0) {
        if (::recv(fd_, &c, 1, 0) <= 0) return true;
    }
    return false;
}

boost::json::value Heard::json() const {
    return boost::json::parse(body);
}

std::string Heard::code() const {
    return boost::json::value_to<std::string>(json().at("code"));
}

Heard ask(unsigned short port, const std::string& method, const std::string& target, const std::string& headers,
          const std::string& body) {
    RawClient client(port);
    std::string request = method + " " + target + " HTTP/1.1\r\nHost: host\r\n" + headers;
    if (!body.empty() || method == "POST") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    client.send(request + "\r\n" + body);
    return client.hear(10, method == "HEAD");
}
