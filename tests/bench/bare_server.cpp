// The ceiling of ingest.host: Boost.Beast on one thread before the bare journal, answering when it is durable.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>

#include "bare_journal.hpp"
#include "options.hpp"

namespace bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

class Session;

class Server {
  public:
    Server(const std::string& directory, const char* secret)
        : door_(secret, false),
          journal_(directory, [this](std::vector<BareRow>& group) { durable(group); }),
          acceptor_(context_, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)) {}

    void run();
    asio::io_context& context() { return context_; }
    BareDoor& door() { return door_; }
    BareJournal& journal() { return journal_; }

  private:
    void accept();
    void durable(const std::vector<BareRow>& group) {
        bool first = false;
        {
            const std::lock_guard lock(guard_);
            first = stored_.empty();
            for (const BareRow& row : group) stored_.push_back(static_cast<Session*>(row.answer_to));
        }
        if (first) asio::post(context_, [this] { answer(); });
    }
    void answer();

    asio::io_context context_{1};
    BareDoor door_;
    std::mutex guard_;
    std::vector<Session*> stored_;
    BareJournal journal_;
    tcp::acceptor acceptor_;
};

/// One connection; lives until its end.
class Session {
  public:
    Session(tcp::socket socket, Server& server) : socket_(std::move(socket)), server_(server) {
        socket_.set_option(tcp::no_delay(true));
    }
    void read() {
        parser_.emplace();
        http::async_read(socket_, buffer_, *parser_, [this](beast::error_code error, std::size_t /*bytes*/) {
            if (error) return delete this;
            serve();
        });
    }
    void answer(unsigned status) {
        response_ = {http::int_to_status(status), 11};
        response_.prepare_payload();
        http::async_write(socket_, response_, [this](beast::error_code error, std::size_t /*bytes*/) {
            if (error) return delete this;
            read();
        });
    }

  private:
    void serve() {
        auto& request = parser_->get();
        const auto signature = request["x-hub-signature-256"];
        BareRow row;
        if (!server_.door().let_in(request.body(), {signature.data(), signature.size()}, row.fields))
            return answer(401);
        row.body = std::move(request.body());
        row.answer_to = this;
        server_.journal().append(std::move(row));
    }
    tcp::socket socket_;
    Server& server_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::empty_body> response_;
};

void Server::accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
        if (error) return;
        (new Session(std::move(socket), *this))->read();
        accept();
    });
}

void Server::answer() {
    std::vector<Session*> stored;
    {
        const std::lock_guard lock(guard_);
        stored.swap(stored_);
    }
    for (Session* session : stored) session->answer(200);
}

void Server::run() {
    accept();
    std::printf("bench-bare-server listening on http://127.0.0.1:%d\n", acceptor_.local_endpoint().port());
    std::fflush(stdout);
    context_.run();
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        std::signal(SIGPIPE, SIG_IGN);
        const char* secret = std::getenv("BENCH_APP_SECRET");
        if (secret == nullptr) throw std::runtime_error("BENCH_APP_SECRET is not set");
        std::filesystem::create_directories(options.text("directory"));
        bench::Server(options.text("directory"), secret).run();  // until it is killed
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-bare-server: %s\n", error.what());
        return 1;
    }
}
