#pragma once
#include <cstdint>
#include <string>

namespace bench {

/// One keep-alive connection of the load generator: one request at a time, non-blocking.
class HttpConnection {
  public:
    /// Connects to 127.0.0.1. Throws std::system_error.
    explicit HttpConnection(std::uint16_t port);
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// The head and the body of the next request, to be written over.
    std::string head;
    std::string body;
    std::int64_t meant_ns = 0;

    /// Writes the request. Throws when the server does not take it at once: 1 KB always fits.
    void send();
    /// Reads what is there; the status when the answer is complete, 0 before. Throws when the server closed.
    int receive();

  private:
    int descriptor_ = -1;
    std::string answer_;
};

}  // namespace bench
