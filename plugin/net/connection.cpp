#include "net/connection.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>
#include <poll.h>

#include <algorithm>
#include <fstream>
#include <istream>
#include <optional>
#include <ostream>

#include "net/answer_body.hpp"
#include "net/proxy_tunnel.hpp"
#include "net/tls_context.hpp"

namespace coexist::net {

Connection::Connection(int fd, const Origin& origin, Poco::Net::Context::Ptr context, ExchangeWatch& watch)
    : plain_(new PlainWire(fd)) {
    speak(std::move(context), origin, watch);
}

Connection::Connection(int fd, const Proxy& proxy, const Origin& origin, Poco::Net::Context::Ptr context,
                       ExchangeWatch& watch)
    : plain_(new PlainWire(fd)) {
    open_tunnel(*plain_, proxy, origin, watch);
    speak(std::move(context), origin, watch);
}

void Connection::speak(Poco::Net::Context::Ptr context, const Origin& origin, ExchangeWatch& watch) {
    plain_->serve(watch);
    if (context.isNull()) {
        session_ = std::make_unique<OneWaySession>(*plain_);
        return;
    }
    tls_ = new TlsWire(*plain_, std::move(context));
    tls_->serve(watch);
    tls_->handshake(is_ip_literal(origin.host) ? std::string() : origin.host);
    session_ = std::make_unique<OneWaySession>(*tls_);
}

bool Connection::still_idle() const {
    pollfd one{plain_->sockfd(), POLLIN | POLLRDHUP, 0};
    return ::poll(&one, 1, 0) == 0;
}

namespace {

constexpr std::size_t file_part = 64 * 1024;

/// How many bytes a request's file has; opens it for reading. None: it cannot be read.
std::optional<std::uint64_t> open_body(const std::string& path, std::ifstream& file) {
    file.open(path, std::ios::binary | std::ios::ate);
    const auto size = file ? static_cast<std::int64_t>(file.tellg()) : -1;
    if (size < 0 || !file.seekg(0)) return std::nullopt;
    return static_cast<std::uint64_t>(size);
}

void write_file(std::ifstream& file, std::uint64_t bytes, std::ostream& out) {
    std::string part;
    while (bytes > 0 && out.good()) {
        part.resize(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, file_part)));
        file.read(part.data(), static_cast<std::streamsize>(part.size()));
        if (file.gcount() <= 0) {
            out.setstate(std::ios::failbit);  // it became shorter: the request cannot be finished
            return;
        }
        out.write(part.data(), file.gcount());
        bytes -= static_cast<std::uint64_t>(file.gcount());
    }
}

}  // namespace

Answer Connection::exchange(const Request& request, const Target& target, const HttpSettings& settings,
                            ExchangeWatch& watch) {
    reusable_ = false;
    plain_->serve(watch);
    if (!tls_.isNull()) tls_->serve(watch);
    try {
        send(request, target, settings, watch);
        watch.limit(ExchangeWatch::Clock::now() + settings.first_byte_timeout);
        return receive(request, settings, watch);
    } catch (const Poco::Exception&) {
        // Poco reports what the wire met in its own words; the watch has the first cause.
        if (watch.failed()) throw ExchangeFailed(watch.failure());
        if (watch.peer_closed()) {
            watch.fail(watch.anything_received() ? Failure::truncated : Failure::closed,
                       "The host closed the connection without an answer.");
        }
        watch.fail(Failure::malformed, "The host's answer is not HTTP.");
    }
}

void Connection::send(const Request& request, const Target& target, const HttpSettings& settings,
                      ExchangeWatch& watch) {
    Poco::Net::HTTPRequest head(request.method, target.path, Poco::Net::HTTPMessage::HTTP_1_1);
    head.set("Host", target.origin.host_header());
    head.set("User-Agent", settings.user_agent);
    head.set("Accept", "application/json");
    for (const auto& [name, value] : request.headers) head.set(name, value);
    const bool with_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
    std::ifstream file;
    std::uint64_t file_bytes = 0;
    if (!request.body_file.empty()) {
        const auto found = open_body(request.body_file, file);
        if (!found) watch.fail(Failure::invalid_request, "The file to send cannot be read.");
        file_bytes = *found;
    }
    if (with_body) {
        head.setContentLength64(static_cast<Poco::Int64>(request.body.size() + file_bytes + request.body_tail.size()));
    }
    if (!request.body.empty() && !request.content_type.empty()) head.setContentType(request.content_type);

    watch.begin_request();
    std::ostream& out = session_->sendRequest(head);
    out.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    if (file_bytes > 0) write_file(file, file_bytes, out);
    out.write(request.body_tail.data(), static_cast<std::streamsize>(request.body_tail.size()));
    out.flush();
    if (watch.failed()) throw ExchangeFailed(watch.failure());
    if (!out.good()) watch.fail(Failure::closed, "The request could not be written.");
}

Answer Connection::receive(const Request& request, const HttpSettings& settings, ExchangeWatch& watch) {
    Poco::Net::HTTPResponse head;
    std::istream& in = session_->receiveResponse(head);

    Answer answer;
    answer.reached = Reached::answered;
    answer.status = static_cast<int>(head.getStatus());
    for (const auto& [name, value] : head) answer.headers.emplace_back(Poco::toLower(name), value);
    const bool bodyless = request.method == "HEAD" || answer.status == 204 || answer.status == 304;
    const std::size_t cap = request.max_answer_bytes > 0 ? request.max_answer_bytes : settings.max_answer_bytes;
    if (!bodyless && request.sink != nullptr && answer.status == 200) {
        pour_answer_body(in, head, cap, watch, *request.sink);
    } else if (!bodyless) {
        answer.body = read_answer_body(in, head, settings.max_answer_bytes, watch);
    }
    reusable_ =
        head.getKeepAlive() && !watch.peer_closed() && !session_->has_leftovers() && (bodyless || ends_by_itself(head));
    return answer;
}

}  // namespace coexist::net
