#include "http_server.hpp"

#include "url.hpp"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cctype>
#include <chrono>
#include <optional>
#include <sstream>

namespace sim {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

// Large enough to hand a receiver a body above its own limit through /_sim/deliver.
constexpr std::uint64_t body_limit = 64ULL * 1024 * 1024;
constexpr std::chrono::minutes idle_limit{10};

HttpRequest to_request(http::request<http::string_body>&& message) {
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    const auto mark = request.target.find('?');
    request.path = percent_decode(std::string_view(request.target).substr(0, mark));
    if (mark != std::string::npos) request.query = parse_query(std::string_view(request.target).substr(mark + 1));
    for (const auto& field : message) {
        std::string name(field.name_string());
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        request.headers[name] = std::string(field.value());
    }
    request.body = std::move(message.body());
    return request;
}

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(tcp::socket socket, const Handler& handler) : stream_(std::move(socket)), handler_(handler) {}

    void read() {
        parser_.emplace();
        parser_->body_limit(body_limit);
        stream_.expires_after(idle_limit);
        http::async_read(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](beast::error_code failure, std::size_t) { self->handle(failure); });
    }

  private:
    void handle(beast::error_code failure) {
        if (failure) return;
        stream_.expires_never();
        auto message = parser_->release();
        keep_alive_ = message.keep_alive();
        version_ = message.version();
        handler_(to_request(std::move(message)),
                 [self = shared_from_this()](HttpReply reply) { self->write(std::move(reply)); });
    }

    void write(HttpReply reply) {
        if (reply.hang_up) {
            beast::error_code ignored;
            stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
            stream_.close();
            return;
        }
        response_ = {};
        response_.version(version_);
        response_.result(static_cast<unsigned>(reply.status));
        for (const auto& [name, value] : reply.headers) response_.set(name, value);
        response_.body() = std::move(reply.body);
        response_.keep_alive(keep_alive_);
        response_.prepare_payload();
        if (reply.drip.any()) return drip(reply.drip);
        stream_.expires_after(idle_limit);
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code failure, std::size_t) {
            if (failure || !self->keep_alive_) return self->stream_.close();
            self->read();
        });
    }

    // Head and body as bytes, so that they can leave in parts or break off.
    void drip(const Drip& drip) {
        std::ostringstream head;
        head << response_.base();
        raw_ = head.str();
        const auto head_bytes = raw_.size();
        raw_ += response_.body();
        if (drip.cut_after > 0) raw_.resize(std::min(raw_.size(), head_bytes + drip.cut_after));
        cut_ = drip.cut_after > 0;
        drip_next(drip, 0);
    }

    void drip_next(const Drip& drip, std::size_t sent) {
        if (sent == raw_.size()) {
            if (cut_ || !keep_alive_) return stream_.close();
            return read();
        }
        const auto size = std::min(raw_.size() - sent, drip.part_bytes == 0 ? raw_.size() : drip.part_bytes);
        stream_.expires_after(idle_limit);
        asio::async_write(stream_, asio::buffer(raw_.data() + sent, size),
                          [self = shared_from_this(), drip, sent](beast::error_code failure, std::size_t written) {
                              if (failure) return self->stream_.close();
                              if (drip.pause_ms <= 0) return self->drip_next(drip, sent + written);
                              self->pause_.expires_after(std::chrono::milliseconds(drip.pause_ms));
                              self->pause_.async_wait([self, drip, sent, written](beast::error_code stopped) {
                                  if (!stopped) self->drip_next(drip, sent + written);
                              });
                          });
    }

    beast::tcp_stream stream_;
    asio::steady_timer pause_{stream_.get_executor()};
    std::string raw_;
    bool cut_ = false;
    const Handler& handler_;  // owned by the Listener, which outlives the io_context's run
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::string_body> response_;
    bool keep_alive_ = false;
    unsigned version_ = 11;
};

}  // namespace

class HttpServer::Listener : public std::enable_shared_from_this<HttpServer::Listener> {
  public:
    Listener(asio::io_context& io, const tcp::endpoint& endpoint, Handler handler)
        : acceptor_(io, endpoint), handler_(std::move(handler)) {}

    void accept() {
        acceptor_.async_accept([self = shared_from_this()](beast::error_code failure, tcp::socket socket) {
            if (failure == asio::error::operation_aborted) return;
            if (!failure) {
                beast::error_code ignored;
                socket.set_option(tcp::no_delay(true), ignored);
                std::make_shared<Session>(std::move(socket), self->handler_)->read();
            }
            self->accept();
        });
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    tcp::acceptor acceptor_;
    Handler handler_;
};

HttpServer::HttpServer(asio::io_context& io, const std::string& address, std::uint16_t port, Handler handler)
    : listener_(
          std::make_shared<Listener>(io, tcp::endpoint(asio::ip::make_address(address), port), std::move(handler))) {
    listener_->accept();
}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const {
    return listener_->port();
}

}  // namespace sim
