#pragma once
#include <memory>

#include "net/http.hpp"

namespace coexist::net {

/// One pooled keep-alive HTTP(S) client. TLS 1.2 or later with chain and host name checked; no redirects; plain
/// http only to loopback addresses; a request leaves once at most, whatever happens to its connection. Thread-safe.
/// Uses nothing of Poco's process-wide registries and starts no thread of its own.
class HttpClient {
  public:
    explicit HttpClient(HttpSettings settings);
    /// No exchange may be running: abort() and join the callers first.
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Sends one request and waits for the whole answer, at most the total timeout. Throws nothing.
    Answer exchange(const Request& request) noexcept;

    /// Ends running exchanges within about 100 ms (as unknown or not_sent) and refuses new ones, for good.
    void abort();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coexist::net
