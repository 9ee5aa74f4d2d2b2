#include "net/answer_body.hpp"

#include <array>
#include <istream>
#include <utility>

namespace coexist::net {

namespace {

bool has_length(const Poco::Net::HTTPResponse& head) {
    return !head.getChunkedTransferEncoding() &&
           head.getContentLength64() != Poco::Net::HTTPMessage::UNKNOWN_CONTENT_LENGTH;
}

class Kept : public BodySink {
  public:
    void take(std::string_view part) override { body.append(part); }
    std::string body;
};

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

void pour_answer_body(std::istream& in, const Poco::Net::HTTPResponse& head, std::size_t cap, ExchangeWatch& watch,
                      BodySink& sink) {
    const bool by_length = has_length(head);
    if (by_length && static_cast<std::uint64_t>(head.getContentLength64()) > cap) too_large(cap, watch);

    std::size_t total = 0;
    std::array<char, 16'384> part{};
    do {
        in.read(part.data(), static_cast<std::streamsize>(part.size()));
        if (watch.failed()) throw ExchangeFailed(watch.failure());
        total += static_cast<std::size_t>(in.gcount());
        if (total > cap) too_large(cap, watch);
        if (in.gcount() > 0) sink.take({part.data(), static_cast<std::size_t>(in.gcount())});
    } while (in.good());
    if (in.bad()) cut_short(watch);
    if (by_length && total != static_cast<std::uint64_t>(head.getContentLength64())) cut_short(watch);
    if (head.getChunkedTransferEncoding() && (watch.peer_closed() || !watch.received_ends_with("\r\n\r\n"))) {
        cut_short(watch);
    }
}

std::string read_answer_body(std::istream& in, const Poco::Net::HTTPResponse& head, std::size_t cap,
                             ExchangeWatch& watch) {
    Kept kept;
    pour_answer_body(in, head, cap, watch, kept);
    return std::move(kept.body);
}

}  // namespace coexist::net
