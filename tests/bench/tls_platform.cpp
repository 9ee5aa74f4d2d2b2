// The platform of send: takes every message over TLS at once, on one thread, and tells how many it took.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "options.hpp"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

/// One connection; lives as long as something is under way on it.
class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(tcp::socket socket, asio::ssl::context& tls, std::uint64_t& taken)
        : stream_(std::move(socket), tls), taken_(taken) {
        beast::get_lowest_layer(stream_).socket().set_option(tcp::no_delay(true));
    }
    void begin() {
        stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](beast::error_code error) {
            if (!error) self->read();
        });
    }

  private:
    void read() {
        request_ = {};
        http::async_read(stream_, buffer_, request_,
                         [self = shared_from_this()](beast::error_code error, std::size_t /*bytes*/) {
                             if (!error) self->answer();
                         });
    }
    void answer() {
        response_ = {http::status::ok, 11};
        response_.set(http::field::content_type, "application/json");
        if (request_.target() == "/taken") {
            response_.body() = std::to_string(taken_);
        } else if (request_.method() == http::verb::post &&
                   request_.target().find("/messages") != std::string_view::npos) {
            ++taken_;
            response_.body() = R"({"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1"}],)"
                               R"("messages":[{"id":"wamid.bench.)" +
                               std::to_string(taken_) + R"("}]})";
        } else {
            response_.body() = R"({"success":true,"data":[]})";
        }
        response_.prepare_payload();
        http::async_write(stream_, response_,
                          [self = shared_from_this()](beast::error_code error, std::size_t /*bytes*/) {
                              if (!error) self->read();
                          });
    }

    beast::ssl_stream<beast::tcp_stream> stream_;
    std::uint64_t& taken_;
    beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response<http::string_body> response_;
};

class Platform {
  public:
    Platform(const std::string& certificate, const std::string& key)
        : tls_(asio::ssl::context::tls_server),
          acceptor_(context_, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)) {
        tls_.use_certificate_chain_file(certificate);
        tls_.use_private_key_file(key, asio::ssl::context::pem);
    }
    void run() {
        accept();
        std::printf("bench-tls-platform listening on http://127.0.0.1:%d\n", acceptor_.local_endpoint().port());
        std::fflush(stdout);
        context_.run();
    }

  private:
    void accept() {
        acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
            if (error) return;
            std::make_shared<Session>(std::move(socket), tls_, taken_)->begin();
            accept();
        });
    }

    asio::io_context context_{1};
    asio::ssl::context tls_;
    tcp::acceptor acceptor_;
    std::uint64_t taken_ = 0;
};

}  // namespace

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        std::signal(SIGPIPE, SIG_IGN);
        Platform(options.text("certificate"), options.text("key")).run();  // until it is killed
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-tls-platform: %s\n", error.what());
        return 1;
    }
}
