#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>

#include "host/http/range.hpp"
#include "host/http/reactor.hpp"

namespace crm::http {

/// One client, one request at a time: what is pipelined waits in the buffer. All on the reactor's thread, but for
/// answer(). A connection that waits, whatever for, costs memory and no thread.
class Connection final : public Exchange, public std::enable_shared_from_this<Connection> {
  public:
    Connection(Reactor& reactor, Socket socket);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start();
    /// Sends the answer that was handed in.
    void send();
    void close_if_late();
    void close_if_idle();

    const RequestHead& head() const override { return head_; }
    std::string_view body() const override { return parser_->get().body(); }
    const Person* person() const override { return plan_.person.get(); }
    Target& target() const override { return *plan_.target; }
    void answer(Answer answer) override;

  private:
    enum class State { idle, head, body, serving, writing, lingering };
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void expect_request();
    void read_more();
    void parse();
    bool parse_some(boost::system::error_code& error);
    /// False when the request is refused and its connection must end, because its body will not be read.
    bool accept_head();
    void take_head();
    void serve();
    void refuse(Answer refusal);
    void refuse_unparsed(const boost::system::error_code& error);
    void write_more();
    /// Opens the answer's file, or answers that it is not there, and finds the part of it that was asked for.
    void open_file();
    bool load_chunk();
    void finish_answer();
    void linger();
    void close();

    Reactor& reactor_;
    Socket socket_;
    std::string peer_;
    State state_ = State::idle;
    long deadline_ = 0;  // 0: none

    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    RequestHead head_;
    std::string names_;  // the headers' names in lower case
    Plan plan_;
    bool keep_alive_ = true;

    std::shared_ptr<Connection> self_;  // while somebody owes the answer
    Answer answer_;
    std::string out_head_;
    std::array<boost::asio::const_buffer, 2> out_;
    int file_ = -1;
    std::uint64_t file_left_ = 0;
    FilePart part_;  // of that file
    std::string chunk_;
};

}  // namespace crm::http
