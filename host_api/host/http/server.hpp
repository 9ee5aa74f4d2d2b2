#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/http/reactor.hpp"

namespace crm::http {

/// An HTTP/1.1 listener on one address. TLS, HTTP/2 and public names belong to a reverse proxy in front of it.
class Server {
  public:
    /// The planner must outlive the server.
    Server(Planner& planner, std::size_t io_threads, const Limits& limits);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and starts to answer. `address` is "IP:PORT", port 0 = any; answers words about what failed, or nothing.
    std::string listen(const std::string& address);
    /// "IP:PORT" as bound.
    std::string address() const;

    /// Takes no new connections and lets the others end after the answer that they wait for.
    void drain();
    /// Waits until all connections have ended, at most `patience`, then ends the threads.
    void stop(std::chrono::milliseconds patience);

  private:
    using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
    void accept();
    std::size_t connections() const;

    const Limits limits_;
    std::vector<std::unique_ptr<Reactor>> reactors_;
    std::unique_ptr<Acceptor> acceptor_;
    std::unique_ptr<Timer> pause_;
    std::size_t next_ = 0;
};

}  // namespace crm::http
