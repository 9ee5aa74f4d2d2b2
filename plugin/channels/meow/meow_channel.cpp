#include "channels/meow/meow_channel.hpp"

#include <boost/json.hpp>

#include "channels/meow/card.hpp"

namespace coexist {
namespace {

template <class Outcome>
Outcome no_bridge() {
    Outcome outcome;
    outcome.kind = CallOutcome::Kind::not_sent;
    outcome.reason = "no bridge is connected for numbers linked by QR.";
    return outcome;
}

}  // namespace

const ChannelCard& MeowChannel::card() const {
    return meow_card();
}

std::optional<OtherAction> MeowChannel::instead_of(std::string_view action) const {
    return meow_instead_of(action);
}

// Kept with the intent in words of ours: whichever bridge takes it later has a form of its own.
Result<Outgoing> MeowChannel::compose(const Draft& draft) const {
    const std::string text(draft.input.at("text").as_string());
    return Outgoing{"text", boost::json::object{{"body", text}}, text};
}

std::string MeowChannel::request(const Envelope& envelope, const Outgoing& outgoing) const {
    return boost::json::serialize(boost::json::object{{"to", envelope.recipient.value},
                                                      {"text", outgoing.text},
                                                      {"reply_to", envelope.reply_to},
                                                      {"reference", envelope.callback}});
}

SendOutcome MeowChannel::send(const Line& /*line*/, const std::string& /*request*/) {
    return no_bridge<SendOutcome>();
}

CallOutcome MeowChannel::mark_read(const Line& /*line*/, const std::string& /*wamid*/, bool /*typing*/) {
    return no_bridge<CallOutcome>();
}

NumberOutcome MeowChannel::read_number(const Line& /*line*/) {
    return no_bridge<NumberOutcome>();
}

TemplatesOutcome MeowChannel::read_templates(const Line& /*line*/) {
    return no_bridge<TemplatesOutcome>();
}

CallOutcome MeowChannel::subscribe(const Line& /*line*/) {
    return no_bridge<CallOutcome>();
}

SubscriptionOutcome MeowChannel::read_subscription(const Line& /*line*/) {
    return no_bridge<SubscriptionOutcome>();
}

CallOutcome MeowChannel::unsubscribe(const Line& /*line*/) {
    return no_bridge<CallOutcome>();
}

std::optional<Problem> MeowChannel::refuses(const NumberNode& /*number*/) const {
    return std::nullopt;
}

std::optional<std::int64_t> MeowChannel::retry_after_ms(const CallOutcome& /*outcome*/,
                                                        std::int64_t /*attempts*/) const {
    return std::nullopt;
}

}  // namespace coexist
