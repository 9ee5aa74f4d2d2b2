#include "net/connection.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>
#include <poll.h>

#include <istream>
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
    if (with_body) head.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
    if (!request.body.empty() && !request.content_type.empty()) head.setContentType(request.content_type);

    watch.begin_request();
    std::ostream& out = session_->sendRequest(head);
    out.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
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
