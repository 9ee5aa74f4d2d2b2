#pragma once
#include "http.hpp"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

namespace sim {

/// An asynchronous HTTP/1.1 server with keep-alive. Everything runs on the io_context's one thread, so handlers
/// need no locks; a handler may answer later, from any callback.
class HttpServer {
  public:
    /// Binds and listens at once; port 0 takes a free one. Throws boost::system::system_error.
    HttpServer(boost::asio::io_context& io, const std::string& address, std::uint16_t port, Handler handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;

  private:
    class Listener;
    std::shared_ptr<Listener> listener_;
};

}  // namespace sim
