#include "host/http/connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>

namespace crm::http {
namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = std::size_t{16} * 1024;
constexpr std::size_t chunk_bytes = std::size_t{128} * 1024;
constexpr std::uint64_t discarded_body = std::uint64_t{64} * 1024;  // read and dropped to keep a connection
constexpr int linger_seconds = 3;

std::string_view plain(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

Connection::Connection(Reactor& reactor, Socket socket) : reactor_(reactor), socket_(std::move(socket)) {
    error_code error;
    const auto remote = socket_.remote_endpoint(error);
    if (!error) peer_ = remote.address().to_string() + ":" + std::to_string(remote.port());
    socket_.set_option(asio::ip::tcp::no_delay(true), error);
    socket_.non_blocking(true, error);
}

Connection::~Connection() {
    if (file_ >= 0) ::close(file_);
}

void Connection::start() {
    expect_request();
    read_more();
}

void Connection::expect_request() {
    state_ = State::idle;
    deadline_ = reactor_.now() + reactor_.limits().idle_seconds;
    parser_.emplace();
    parser_->header_limit(reactor_.limits().head_bytes);
    parser_->body_limit(boost::none);  // known only when the head is there
    plan_ = Plan{};
}

void Connection::read_more() {
    socket_.async_read_some(buffer_.prepare(read_bytes), [self = shared_from_this()](error_code error, std::size_t n) {
        if (error) return self->close();
        self->buffer_.commit(n);
        self->parse();
    });
}

void Connection::parse() {
    if (state_ == State::idle && buffer_.size() > 0) {
        state_ = State::head;
        deadline_ = reactor_.now() + reactor_.limits().head_seconds;
    }
    while (buffer_.size() > 0 && !parser_->is_done()) {
        error_code error;
        const std::size_t used = parser_->put(buffer_.data(), error);
        buffer_.consume(used);
        if (error == beast_http::error::need_more) break;
        if (error) return refuse_unparsed(error);
        if (state_ == State::head && parser_->is_header_done() && !accept_head()) return;
    }
    if (parser_->is_done()) return serve();
    read_more();
}

bool Connection::accept_head() {
    state_ = State::body;
    keep_alive_ = parser_->keep_alive() && !reactor_.draining();
    take_head();
    if (head_.path.empty() || head_.path.front() != '/') {
        plan_.refusal =
            Answer::problem(400, "bad_target", "The request's target is no path.", "Ask for a path: GET /...");
    } else {
        plan_ = reactor_.planner().plan(head_);
    }
    const std::uint64_t length = parser_->content_length().value_or(0);
    const std::uint64_t limit = plan_.refusal ? discarded_body : plan_.target->max_body();
    const bool waits = plain(parser_->get()[beast_http::field::expect]) == "100-continue";
    if (length > limit || (plan_.refusal && (waits || parser_->chunked()))) {
        keep_alive_ = false;
        refuse(plan_.refusal ? std::move(*plan_.refusal)
                             : Answer::problem(413, "body_too_large",
                                               "The body has " + std::to_string(length) + " bytes; at most " +
                                                   std::to_string(limit) + " are taken here.",
                                               "Send less at once."));
        return false;
    }
    parser_->body_limit(limit);
    parser_->eager(true);
    const auto allowance =
        static_cast<long>(length / static_cast<std::uint64_t>(reactor_.limits().body_bytes_a_second));
    deadline_ = reactor_.now() + reactor_.limits().body_seconds + allowance;
    if (waits) {
        error_code ignored;  // a client that cannot take 25 bytes is found out by its deadline
        socket_.write_some(asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25), ignored);
    }
    return true;
}

void Connection::take_head() {
    const auto& request = parser_->get();
    head_.method = plain(request.method_string());
    const std::string_view target = plain(request.target());
    const std::size_t mark = target.find('?');
    head_.path = target.substr(0, mark);
    head_.query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    head_.peer = peer_;
    head_.headers.clear();
    names_.clear();
    std::size_t bytes = 0;
    for (const auto& field : request) bytes += field.name_string().size();
    names_.reserve(bytes);  // the views below must not move
    for (const auto& field : request) {
        const std::size_t begin = names_.size();
        for (const char c : field.name_string()) names_ += (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 32) : c;
        head_.headers.push_back({str(std::string_view(names_).substr(begin)), str(plain(field.value()))});
    }
}

void Connection::serve() {
    if (plan_.refusal) return refuse(std::move(*plan_.refusal));
    state_ = State::serving;
    deadline_ = 0;
    self_ = shared_from_this();
    plan_.target->serve(*this);
}

void Connection::answer(Answer answer) {
    answer_ = std::move(answer);
    reactor_.complete(*this);
}

void Connection::refuse(Answer refusal) {
    answer_ = std::move(refusal);
    self_ = shared_from_this();
    send();
}

void Connection::refuse_unparsed(const error_code& error) {
    keep_alive_ = false;
    if (error == beast_http::error::header_limit) {
        return refuse(Answer::problem(431, "head_too_large", "The request's head is larger than is taken here.",
                                      "Send fewer or shorter headers."));
    }
    if (error == beast_http::error::body_limit) {
        return refuse(Answer::problem(
            413, "body_too_large",
            "The body is larger than the " + std::to_string(plan_.target->max_body()) + " bytes that are taken here.",
            "Send less at once."));
    }
    refuse(Answer::problem(400, "bad_request", "The request is not HTTP/1.1: " + error.message() + ".",
                           "Check the client or the proxy in front of this host."));
}

void Connection::open_file() {
    const std::string path(answer_.reply.body_file());
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (file_ < 0 || ::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file_ >= 0) ::close(std::exchange(file_, -1));
        answer_ = Answer::problem(500, "file_missing", "The file of this answer is not there.", "Try again later.");
        return;
    }
    file_left_ = static_cast<std::uint64_t>(status.st_size);
    part_ = FilePart{};
    if (head_.method != "GET" || answer_.reply.http_status() != 200) return;
    std::string_view etag;
    for (std::size_t index = 0; index < answer_.reply.header_count(); ++index) {
        if (view(answer_.reply.header(index).name) == "etag") etag = view(answer_.reply.header(index).value);
    }
    part_ = part_asked(head_.header("range"), head_.header("if-range"), etag, file_left_);
    if (part_.kind == FilePart::Kind::whole) return;
    file_left_ = part_.length;
    if (::lseek(file_, static_cast<off_t>(part_.first), SEEK_SET) < 0) file_left_ = 0;
}

void Connection::send() {
    const auto self = std::move(self_);
    state_ = State::writing;
    if (!answer_.reply.body_file().empty()) open_file();
    keep_alive_ = keep_alive_ && !answer_.close && !reactor_.draining();
    const std::string_view body = answer_.reply ? answer_.reply.body() : std::string_view(answer_.body);
    const std::uint64_t length = file_ >= 0 ? file_left_ : body.size();
    out_head_.clear();
    append_head(out_head_, answer_, length, reactor_.date(), keep_alive_);
    if (file_ >= 0 && answer_.reply.http_status() == 200) tell_part(out_head_, part_);
    const int status = answer_.reply ? answer_.reply.http_status() : answer_.status;
    const bool bodyless = head_.method == "HEAD" || status == 204 || status == 304;
    if (bodyless) file_left_ = 0;
    out_ = {asio::buffer(out_head_),
            bodyless || file_ >= 0 ? asio::const_buffer() : asio::buffer(body.data(), body.size())};
    write_more();
}

void Connection::write_more() {
    deadline_ = reactor_.now() + reactor_.limits().write_seconds;
    while (asio::buffer_size(out_) > 0) {
        error_code error;
        std::size_t sent = socket_.write_some(out_, error);
        if (error == asio::error::would_block || error == asio::error::try_again) {
            return socket_.async_wait(Socket::wait_write, [self = shared_from_this()](error_code failed) {
                if (failed) return self->close();
                self->write_more();
            });
        }
        if (error) return close();
        for (asio::const_buffer& part : out_) {
            const std::size_t step = std::min(sent, part.size());
            part += step;
            sent -= step;
        }
    }
    if (file_left_ == 0) return finish_answer();
    if (!load_chunk()) return close();  // the length is promised already
    asio::post(reactor_.context(), [self = shared_from_this()] { self->write_more(); });  // others may go first
}

bool Connection::load_chunk() {
    chunk_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file_left_, chunk_bytes)));
    const ssize_t n = ::read(file_, chunk_.data(), chunk_.size());
    if (n <= 0) return false;
    file_left_ -= static_cast<std::uint64_t>(n);
    out_ = {asio::buffer(chunk_.data(), static_cast<std::size_t>(n)), asio::const_buffer()};
    return true;
}

void Connection::finish_answer() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
    const bool unread = !parser_->is_done();
    answer_ = Answer{};
    head_.method = {};
    if (!keep_alive_) return unread ? linger() : close();
    expect_request();
    if (buffer_.size() == 0) return read_more();
    asio::post(reactor_.context(), [self = shared_from_this()] { self->parse(); });
}

/// Closing a socket with unread input resets it, and the client would lose the answer that it should read: say that
/// nothing more comes, and swallow what it still sends for a while.
void Connection::linger() {
    if (state_ != State::lingering) {
        state_ = State::lingering;
        deadline_ = reactor_.now() + linger_seconds;
        error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
    }
    buffer_.consume(buffer_.size());
    socket_.async_read_some(buffer_.prepare(read_bytes), [self = shared_from_this()](error_code error, std::size_t) {
        if (error) return self->close();
        self->linger();
    });
}

void Connection::close_if_late() {
    if (deadline_ == 0 || reactor_.now() < deadline_) return;
    if (state_ == State::head || state_ == State::body) {
        // Best effort: one write that does not wait.
        answer_ = Answer::problem(408, "too_slow", "The request did not arrive in time.", "Send it again.");
        out_head_.clear();
        append_head(out_head_, answer_, answer_.body.size(), reactor_.date(), false);
        error_code ignored;
        socket_.write_some(asio::buffer(out_head_ + answer_.body), ignored);
    }
    close();
}

void Connection::close_if_idle() {
    if (state_ == State::idle || state_ == State::lingering) close();
}

void Connection::close() {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_both, ignored);
    socket_.close(ignored);
    deadline_ = 0;
    reactor_.forget(shared_from_this());
}

std::string_view RequestHead::header(std::string_view name) const {
    for (const crm_header& candidate : headers) {
        if (view(candidate.name) == name) return view(candidate.value);
    }
    return {};
}

}  // namespace crm::http
