#include "loopback_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace loopback {

namespace {

/// OpenSSL writes without MSG_NOSIGNAL; the scripts' threads write to clients that have gone.
void block_sigpipe() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::size_t body_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

}  // namespace

Peer::~Peer() {
    if (ssl_ != nullptr) SSL_free(ssl_);
}

std::string Peer::read_some() {
    std::string part(65'536, '\0');
    const ssize_t got = ssl_ != nullptr ? SSL_read(ssl_, part.data(), static_cast<int>(part.size()))
                                        : ::recv(fd_, part.data(), part.size(), 0);
    part.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return part;
}

std::optional<std::string> Peer::read_request() {
    for (;;) {
        if (const auto end = pending_.find("\r\n\r\n"); end != std::string::npos) {
            const std::size_t whole = end + 4 + body_length(pending_.substr(0, end + 2));
            if (pending_.size() >= whole) {
                std::string request = pending_.substr(0, whole);
                pending_.erase(0, whole);
                return request;
            }
        }
        const std::string part = read_some();
        if (part.empty()) return std::nullopt;
        pending_ += part;
    }
}

bool Peer::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                             : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void Peer::reset() {
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void Peer::wait_for_end() {
    while (!read_some().empty()) {
    }
}

Server::Server(Script script, const Identity* tls, int max_tls_version) : script_(std::move(script)) {
    if (tls != nullptr) {
        tls_ = SSL_CTX_new(TLS_server_method());
        if (max_tls_version != 0) {
            SSL_CTX_set_security_level(tls_, 0);
            SSL_CTX_set_max_proto_version(tls_, max_tls_version);
        }
        if (SSL_CTX_use_certificate_chain_file(tls_, tls->certificate_file.c_str()) != 1 ||
            SSL_CTX_use_PrivateKey_file(tls_, tls->key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
            throw std::runtime_error("the test's certificate cannot be read");
        }
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("the test's server cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

Server::~Server() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
        const std::lock_guard lock(mutex_);
        for (const int fd : open_fds_) ::shutdown(fd, SHUT_RDWR);
    }
    for (auto& worker : workers_) worker.join();
    if (tls_ != nullptr) SSL_CTX_free(tls_);
}

void Server::accept_all() {
    block_sigpipe();
    while (!stopping_) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        const std::lock_guard lock(mutex_);
        const int number = ++connections_;
        open_fds_.push_back(fd);
        workers_.emplace_back([this, fd, number] { serve(fd, number); });
    }
}

void Server::serve(int fd, int number) {
    SSL* ssl = nullptr;
    bool ready = true;
    if (tls_ != nullptr) {
        ssl = SSL_new(tls_);
        SSL_set_fd(ssl, fd);
        ready = SSL_accept(ssl) == 1;
        if (ready) {
            const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
            const std::lock_guard lock(mutex_);
            server_name_ = name != nullptr ? name : "";
        }
    }
    {
        Peer peer(fd, ssl, number);
        if (ready) script_(peer);
    }
    const std::lock_guard lock(mutex_);
    open_fds_.erase(std::remove(open_fds_.begin(), open_fds_.end(), fd), open_fds_.end());
    ::close(fd);
}

std::string Server::url(std::string_view path) const {
    return (tls_ != nullptr ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_) + std::string(path);
}

void Server::note_request(std::string text) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(text));
}

int Server::requests() const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(requests_.size());
}

std::string Server::request(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return index < requests_.size() ? requests_[index] : std::string();
}

std::string Server::server_name() const {
    const std::lock_guard lock(mutex_);
    return server_name_;
}

Tunnel::Tunnel(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("the test's tunnel has no other end");
    }
}

Tunnel::~Tunnel() {
    ::close(fd_);
}

void Tunnel::carry(const Peer& peer) {
    std::string part(16'384, '\0');
    for (;;) {
        pollfd both[2] = {{peer.fd(), POLLIN, 0}, {fd_, POLLIN, 0}};
        if (::poll(both, 2, -1) <= 0) return;
        for (int i = 0; i < 2; ++i) {
            if (both[i].revents == 0) continue;
            const ssize_t got = ::recv(both[i].fd, part.data(), part.size(), 0);
            if (got <= 0) return;
            ::send(both[1 - i].fd, part.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL);
        }
    }
}

std::string answer(int status, std::string_view body, std::string_view more_headers) {
    return "HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Type: application/json\r\n" +
           std::string(more_headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

}  // namespace loopback
