#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/problem.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"

namespace coexist::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Takes the body of an answer part by part, on the thread of the exchange. What it throws ends the exchange.
class BodySink {
  public:
    virtual ~BodySink() = default;
    virtual void take(std::string_view part) = 0;
};

/// One HTTP request. `url` is absolute; what stands in its query, in `headers` and in `body` never appears in any
/// text that this room produces.
struct Request {
    std::string method = "GET";
    std::string url;
    Headers headers;
    std::string body;
    std::string content_type;  ///< ignored without a body
    std::string body_file;     ///< follows `body`: a file that is read while it leaves; empty: none
    std::string body_tail;     ///< follows the file
    /// Refuse a host that has any address outside the public Internet: for addresses that others told us. The
    /// addresses that were judged are those that are connected to.
    bool public_only = false;
    std::size_t max_answer_bytes = 0;  ///< of the body; 0: as the client's settings say
    BodySink* sink = nullptr;          ///< takes the body of a 200, which then stays out of the answer and of memory
};

/// How far a request came. Only `not_sent` permits a repeat without asking: the platform's send call has no
/// idempotency key.
enum class Reached {
    not_sent,  ///< certain: no byte of the request can have been processed
    unknown,   ///< some of it may have left and there is no complete answer
    answered   ///< a complete answer is here, whatever its status
};

/// Why there is no answer.
enum class Failure {
    none,
    invalid_request,  ///< the URL, the method or a header cannot be sent
    plain_http,       ///< http:// to an address that is not loopback
    stopped,          ///< abort() was called
    breaker_open,     ///< the host failed too often in a row; a trial follows later
    dns,
    connect,
    proxy,
    tls,
    timeout,
    closed,     ///< the connection ended before an answer began
    truncated,  ///< the connection ended inside the answer
    too_large,  ///< the answer is over the cap
    malformed,  ///< what came is not HTTP
    address     ///< the host's address is not on the public Internet, where only such a one may be asked
};

/// What became of one request.
struct Answer {
    Reached reached = Reached::not_sent;
    Failure failure = Failure::none;
    int status = 0;      ///< 0 unless answered
    Headers headers;     ///< names in lower case
    std::string body;    ///< empty unless answered
    std::string reason;  ///< one sentence without secrets; empty if answered

    /// The first value of the header with this lower-case name; empty if absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Why an answer is missing, as a problem document with code and next step. Only for answers with a failure.
Problem problem_of(const Answer& answer);

/// In what class of CallFigures::ended an exchange is counted: 0 to 4 by the status, then by the failure.
std::size_t class_of(const Answer& answer);
/// Its name: "2xx", "timeout", ...; `index` below CallFigures::classes; empty: none has this number.
const char* class_name(std::size_t index);

/// An HTTP proxy; https goes through it by CONNECT. Plain http (loopback only) never uses it.
struct Proxy {
    std::string host;
    std::uint16_t port = 3128;
    std::string user;  ///< empty: no authentication
    std::string password;
};

/// What holds for every request of one client.
struct HttpSettings {
    std::chrono::milliseconds connect_timeout{5'000};      ///< name, TCP, proxy and TLS together
    std::chrono::milliseconds first_byte_timeout{20'000};  ///< from the end of the request
    std::chrono::milliseconds total_timeout{30'000};       ///< everything, whatever the server drips
    std::size_t max_answer_bytes = std::size_t{4} << 20;   ///< of the body
    std::string ca_file;                                   ///< PEM file or folder; empty: the system's
    std::optional<Proxy> proxy;
    std::string user_agent = "whatsapp-coexistence";
    std::size_t max_idle_per_host = 32;  ///< as many as calls are under way in a rush (outbox/call_pool)
    std::chrono::milliseconds idle_limit{20'000};
    int breaker_failures = 8;  ///< in a row, until a host is left alone
    std::chrono::milliseconds breaker_pause{10'000};
    Clock clock;                                                     ///< what the platform's Date is compared with
    std::shared_ptr<Figures> figures = std::make_shared<Figures>();  ///< where exchanges are counted
};

}  // namespace coexist::net
