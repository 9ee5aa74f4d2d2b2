#pragma once
#include "http.hpp"
#include "url.hpp"

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace sim {

struct OutgoingRequest {
    std::string method;
    Url url;
    Headers headers;
    std::shared_ptr<const std::string> body = std::make_shared<const std::string>();
    std::chrono::milliseconds timeout{10000};
    bool fresh_connection = false;  ///< never on a kept connection, so that one call is one attempt
};

struct OutgoingResult {
    int status = 0;  ///< 0: no answer
    std::string body;
    std::string failure;  ///< why there was no answer
    std::int64_t latency_ms = 0;
};

/// Asynchronous HTTP client that keeps connections alive, as Meta's webhook sender does. It bounds nothing: the
/// caller decides how many calls run at once.
class HttpClient {
  public:
    explicit HttpClient(boost::asio::io_context& io);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    void call(OutgoingRequest request, std::function<void(OutgoingResult)> done);

  private:
    class Pool;
    std::shared_ptr<Pool> pool_;
};

}  // namespace sim
