#include "http_client.hpp"

#include <sys/socket.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <map>
#include <vector>

namespace sim {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using std::chrono::steady_clock;

// A kept connection that the other side has closed reads as end of file; asking first avoids a failed attempt.
bool still_open(tcp::socket& socket) {
    char byte = 0;
    const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

class HttpClient::Pool : public std::enable_shared_from_this<HttpClient::Pool> {
  public:
    explicit Pool(asio::io_context& io) : io_(io) {}

    std::unique_ptr<beast::tcp_stream> take(const std::string& origin) {
        auto& idle = idle_[origin];
        while (!idle.empty()) {
            auto stream = std::move(idle.back());
            idle.pop_back();
            if (still_open(stream->socket())) return stream;
        }
        return nullptr;
    }

    void give_back(const std::string& origin, std::unique_ptr<beast::tcp_stream> stream) {
        stream->expires_never();
        idle_[origin].push_back(std::move(stream));
    }

    asio::io_context& io() { return io_; }

  private:
    asio::io_context& io_;
    std::map<std::string, std::vector<std::unique_ptr<beast::tcp_stream>>> idle_;
};

namespace {

template <class PoolType>
class Exchange : public std::enable_shared_from_this<Exchange<PoolType>> {
  public:
    Exchange(std::shared_ptr<PoolType> pool, OutgoingRequest request, std::function<void(OutgoingResult)> done)
        : pool_(std::move(pool)), request_(std::move(request)), done_(std::move(done)), resolver_(pool_->io()) {}

    void start() {
        if (!request_.fresh_connection) stream_ = pool_->take(request_.url.origin());
        if (stream_) return write();
        stream_ = std::make_unique<beast::tcp_stream>(pool_->io());
        resolver_.async_resolve(request_.url.host, request_.url.port,
                                [self = this->shared_from_this()](beast::error_code failure, const auto& results) {
                                    if (failure) return self->fail(failure);
                                    self->connect(results);
                                });
    }

  private:
    void connect(const tcp::resolver::results_type& results) {
        stream_->expires_after(request_.timeout);
        stream_->async_connect(results, [self = this->shared_from_this()](beast::error_code failure, const auto&) {
            if (failure) return self->fail(failure);
            beast::error_code ignored;
            self->stream_->socket().set_option(tcp::no_delay(true), ignored);
            self->write();
        });
    }

    void write() {
        message_.method_string(request_.method);
        message_.target(request_.url.target);
        message_.version(11);
        message_.set(http::field::host, request_.url.origin());
        message_.set(http::field::user_agent, "facebookexternalua");
        message_.set(http::field::accept, "*/*");
        for (const auto& [name, value] : request_.headers) message_.set(name, value);
        message_.body() = {request_.body->data(), request_.body->size()};
        message_.prepare_payload();
        stream_->expires_after(request_.timeout);
        http::async_write(
            *stream_, message_, [self = this->shared_from_this()](beast::error_code failure, std::size_t) {
                // A receiver may answer and close before it has read everything (413); its answer counts.
                if (failure && failure != asio::error::broken_pipe && failure != asio::error::connection_reset) {
                    return self->fail(failure);
                }
                self->read();
            });
    }

    void read() {
        http::async_read(*stream_, buffer_, response_,
                         [self = this->shared_from_this()](beast::error_code failure, std::size_t) {
                             if (failure) return self->fail(failure);
                             self->finish();
                         });
    }

    void finish() {
        OutgoingResult result;
        result.status = static_cast<int>(response_.result_int());
        result.body = std::move(response_.body());
        result.latency_ms = elapsed_ms();
        if (response_.keep_alive() && !request_.fresh_connection) {
            pool_->give_back(request_.url.origin(), std::move(stream_));
        }
        done_(std::move(result));
    }

    void fail(beast::error_code failure) {
        OutgoingResult result;
        result.failure = failure.message();
        result.latency_ms = elapsed_ms();
        done_(std::move(result));
    }

    [[nodiscard]] std::int64_t elapsed_ms() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began_).count();
    }

    std::shared_ptr<PoolType> pool_;
    OutgoingRequest request_;
    std::function<void(OutgoingResult)> done_;
    tcp::resolver resolver_;
    std::unique_ptr<beast::tcp_stream> stream_;
    http::request<http::span_body<const char>> message_;
    http::response<http::string_body> response_;
    beast::flat_buffer buffer_;
    steady_clock::time_point began_ = steady_clock::now();
};

}  // namespace

HttpClient::HttpClient(asio::io_context& io) : pool_(std::make_shared<Pool>(io)) {}
HttpClient::~HttpClient() = default;

void HttpClient::call(OutgoingRequest request, std::function<void(OutgoingResult)> done) {
    std::make_shared<Exchange<Pool>>(pool_, std::move(request), std::move(done))->start();
}

}  // namespace sim
