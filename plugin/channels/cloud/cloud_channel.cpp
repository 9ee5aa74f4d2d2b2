#include "channels/cloud/cloud_channel.hpp"

#include <algorithm>
#include <random>

#include "channels/cloud/compose.hpp"
#include "channels/cloud/graph_outcome.hpp"
#include "channels/cloud/graph_retry.hpp"

namespace coexist::cloud {
namespace {

template <class Result>
Result road_gone(const std::string& road) {
    Result outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.cure = Cure::fix;
    outcome.error.sentence = "The configuration has no app or gateway named \"" + road + "\" any more.";
    outcome.error.next = "Add it again, or connect the number over another one.";
    return outcome;
}

// A gateway set its webhook up with the key.
template <class Result>
Result nothing_to_do() {
    Result outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    return outcome;
}

// What a gateway does not offer is not asked for: a call that fails would look like a fault.
template <class Result>
Result not_offered(const std::string& road, const std::string& what) {
    Result outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.code = not_offered_code;
    outcome.error.cure = Cure::never;
    outcome.error.sentence = "The gateway \"" + road + "\" does not offer this: " + what + ".";
    outcome.error.next =
        "Do it in the gateway's own pages. If it offers it after all, say so under \"offers\" in the "
        "configuration.";
    return outcome;
}

// Meta says in a document of its own that a token is over. A gateway answers a wrong key with a bare 401, and there is
// nothing between it and us that would ask for another one.
template <class Outcome>
Outcome by_key(Outcome outcome, bool gateway) {
    constexpr int unauthorized = 401;
    const bool bare = outcome.kind == CallOutcome::Kind::refused && outcome.error.code < 0;
    if (gateway && bare && outcome.http == unauthorized) outcome.error.effect = AccountEffect::token_invalid;
    return outcome;
}

constexpr int most_pages = 100;

// Whether the number is one of this WABA's. People mix the two ids up, and a WABA that is not the number's would bring
// another hotel's events here.
CallOutcome belongs(const GraphClient& graph, const Line& line) {
    std::string after;
    for (int page = 0; page < most_pages; ++page) {
        const auto numbers = graph.read_numbers(line.waba_id, after);
        CallOutcome outcome = call_outcome(numbers);
        const NumbersPage* said = numbers.said();
        if (outcome.kind != CallOutcome::Kind::accepted || said == nullptr) return outcome;
        const bool found = std::any_of(said->ids.begin(), said->ids.end(),
                                       [&](const PhoneNumberId& id) { return id == line.phone_number_id; });
        if (found) return outcome;
        after = said->after;
        if (after.empty()) break;
    }
    CallOutcome other;
    other.kind = CallOutcome::Kind::refused;
    other.error.cure = Cure::fix;
    other.error.sentence = "The number is not one of this WhatsApp Business Account (waba_id).";
    other.error.next = "Take both ids from the same account in WhatsApp Manager, then try again.";
    return other;
}

TemplatesOutcome all_templates(const GraphClient& graph, const WabaId& waba) {
    TemplatesOutcome all;
    std::string after;
    for (int page = 0; page < most_pages; ++page) {
        auto read = graph.read_templates(waba, after);
        fill(all, read);
        const TemplatesPage* said = read.said();
        if (said == nullptr) {
            all.templates.clear();
            break;
        }
        all.templates.insert(all.templates.end(), said->templates.begin(), said->templates.end());
        after = said->after;
        if (after.empty()) break;
    }
    all.body.clear();  // what counts of it is in the list
    std::sort(all.templates.begin(), all.templates.end());
    return all;
}

}  // namespace

bool CloudChannel::gateway(const Line& line) const {
    return routes_->app_id(line.road).empty();
}

Result<Outgoing> CloudChannel::compose(const Draft& draft) const {
    return cloud::compose(draft);
}

std::string CloudChannel::request(const Envelope& envelope, const Outgoing& outgoing) const {
    return request_body(envelope, outgoing);
}

SendOutcome CloudChannel::send(const Line& line, const std::string& request) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) return road_gone<SendOutcome>(line.road);
    return by_key(send_outcome(GraphClient(*http_, *endpoint).send(line.phone_number_id, request)), gateway(line));
}

CallOutcome CloudChannel::mark_read(const Line& line, const std::string& wamid, bool typing) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) return road_gone<CallOutcome>(line.road);
    const GraphClient graph(*http_, *endpoint);
    return by_key(call_outcome(graph.mark_read(line.phone_number_id, wamid, typing)), gateway(line));
}

NumberOutcome CloudChannel::read_number(const Line& line) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) return road_gone<NumberOutcome>(line.road);
    const GraphClient graph(*http_, *endpoint);
    if (endpoint->offers.describes_number) {
        return by_key(number_outcome(graph.read_number(line.phone_number_id)), gateway(line));
    }
    // Nothing describes the number. What can be asked for with the key alone proves at least the key.
    NumberOutcome undescribed;
    undescribed.kind = CallOutcome::Kind::accepted;
    if (endpoint->offers.templates == GatewayOffer::Templates::none) return undescribed;
    fill(undescribed, graph.read_templates(line.waba_id, {}));
    undescribed.body.clear();
    return by_key(std::move(undescribed), gateway(line));
}

// A list that changed while it was read has lost its cursor (131059): it is begun once more.
TemplatesOutcome CloudChannel::read_templates(const Line& line) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) return road_gone<TemplatesOutcome>(line.road);
    if (endpoint->offers.templates == GatewayOffer::Templates::none) {
        return not_offered<TemplatesOutcome>(line.road, "a list of templates");
    }
    const GraphClient graph(*http_, *endpoint);
    constexpr std::int64_t cursor_lost = 131059;
    for (bool again = true;; again = false) {
        TemplatesOutcome outcome = all_templates(graph, line.waba_id);
        const bool lost = outcome.kind == CallOutcome::Kind::refused && outcome.error.code == cursor_lost;
        if (!lost || !again) return by_key(std::move(outcome), gateway(line));
    }
}

CallOutcome CloudChannel::subscribe(const Line& line) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) return road_gone<CallOutcome>(line.road);
    const std::string app_id = routes_->app_id(line.road);
    const GraphClient graph(*http_, *endpoint);
    CallOutcome owned = endpoint->offers.lists_numbers ? belongs(graph, line) : nothing_to_do<CallOutcome>();
    if (owned.kind != CallOutcome::Kind::accepted || app_id.empty()) return owned;
    CallOutcome subscribed = call_outcome(graph.subscribe(line.waba_id));
    if (subscribed.kind != CallOutcome::Kind::accepted) return subscribed;
    // Believed only when read back: an app among others is what counts, never "not empty".
    return subscription_outcome(graph.read_subscriptions(line.waba_id), app_id);
}

SubscriptionOutcome CloudChannel::read_subscription(const Line& line) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) return road_gone<SubscriptionOutcome>(line.road);
    const std::string app_id = routes_->app_id(line.road);
    if (app_id.empty()) return nothing_to_do<SubscriptionOutcome>();
    return listed_outcome(GraphClient(*http_, *endpoint).read_subscriptions(line.waba_id), app_id);
}

CallOutcome CloudChannel::unsubscribe(const Line& line) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) return road_gone<CallOutcome>(line.road);
    if (routes_->app_id(line.road).empty()) return nothing_to_do<CallOutcome>();
    return call_outcome(GraphClient(*http_, *endpoint).unsubscribe(line.waba_id));
}

std::optional<std::int64_t> CloudChannel::retry_after_ms(const CallOutcome& outcome, std::int64_t attempts) const {
    std::random_device chance;
    const double random = static_cast<double>(chance()) / (static_cast<double>(std::random_device::max()) + 1.0);
    const auto delay = next_attempt_delay(outcome, static_cast<int>(attempts), random);
    if (!delay) return std::nullopt;
    return delay->count();
}

}  // namespace coexist::cloud
