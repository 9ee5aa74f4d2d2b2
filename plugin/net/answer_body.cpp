#include "net/answer_body.hpp"

#include <array>
#include <istream>

namespace coexist::net {

namespace {

bool has_length(const Poco::Net::HTTPResponse& head) {
    return !head.getChunkedTransferEncoding() &&
           head.getContentLength64() != Poco::Net::HTTPMessage::UNKNOWN_CONTENT_LENGTH;
}

[[noreturn]] void too_large(std::size_t cap, ExchangeWatch& watch) {
    watch.fail(Failure::too_large, "The host's answer is larger than " + std::to_string(cap) + " bytes.");
}

[[noreturn]] void cut_short(ExchangeWatch& watch) {
    watch.fail(Failure::truncated, "The host's answer broke off in the middle.");
}

}  // namespace

bool ends_by_itself(const Poco::Net::HTTPResponse& head) {
    return head.getChunkedTransferEncoding() || has_length(head);
}

std::string read_answer_body(std::istream& in, const Poco::Net::HTTPResponse& head, std::size_t cap,
                             ExchangeWatch& watch) {
    const bool by_length = has_length(head);
    if (by_length && static_cast<std::uint64_t>(head.getContentLength64()) > cap) too_large(cap, watch);

    std::string body;
    std::array<char, 16'384> part{};
    do {
        in.read(part.data(), static_cast<std::streamsize>(part.size()));
        if (watch.failed()) throw ExchangeFailed(watch.failure());
        body.append(part.data(), static_cast<std::size_t>(in.gcount()));
        if (body.size() > cap) too_large(cap, watch);
    } while (in.good());
    if (in.bad()) cut_short(watch);
    if (by_length && body.size() != static_cast<std::uint64_t>(head.getContentLength64())) cut_short(watch);
    if (head.getChunkedTransferEncoding() && (watch.peer_closed() || !watch.received_ends_with("\r\n\r\n"))) {
        cut_short(watch);
    }
    return body;
}

}  // namespace coexist::net
