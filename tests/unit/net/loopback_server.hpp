#pragma once
#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace loopback {

/// One accepted connection, as a script sees it.
class Peer {
  public:
    Peer(int fd, SSL* ssl, int number) : fd_(fd), ssl_(ssl), number_(number) {}
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    /// Head and body of the next request; nothing when the client has gone.
    std::optional<std::string> read_request();
    /// Whatever comes next, at most 64 KB; empty when the client has gone.
    std::string read_some();
    bool write(std::string_view bytes);
    /// Ends the connection with RST instead of FIN.
    void reset();
    /// Waits until the client has gone.
    void wait_for_end();
    /// Which connection of the server this is, from 1.
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] int fd() const { return fd_; }

  private:
    int fd_;
    SSL* ssl_;
    int number_;
    std::string pending_;
};

/// A certificate and its key in PEM files.
struct Identity {
    std::string certificate_file;
    std::string key_file;
};

/// A raw HTTP server on 127.0.0.1 whose misbehaviour is a script run for each connection in its own thread.
class Server {
  public:
    using Script = std::function<void(Peer&)>;

    explicit Server(Script script, const Identity* tls = nullptr, int max_tls_version = 0);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url(std::string_view path) const;
    [[nodiscard]] int connections() const { return connections_; }
    void note_request(std::string text);
    [[nodiscard]] int requests() const;
    [[nodiscard]] std::string request(std::size_t index) const;
    [[nodiscard]] std::string server_name() const;

  private:
    void accept_all();
    void serve(int fd, int number);

    Script script_;
    SSL_CTX* tls_ = nullptr;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_{0};
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::vector<int> open_fds_;
    std::string server_name_;
    std::vector<std::thread> workers_;
    std::thread acceptor_;
};

/// A second connection to a port of this machine, carried through a peer: what a proxy's tunnel does.
class Tunnel {
  public:
    explicit Tunnel(std::uint16_t port);
    ~Tunnel();
    Tunnel(const Tunnel&) = delete;
    Tunnel& operator=(const Tunnel&) = delete;
    /// Carries bytes both ways until either side ends. The peer must not speak TLS.
    void carry(const Peer& peer);

  private:
    int fd_;
};

/// A whole answer with a length.
std::string answer(int status, std::string_view body, std::string_view more_headers = {});

}  // namespace loopback
