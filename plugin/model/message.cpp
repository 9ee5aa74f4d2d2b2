#include "model/message.hpp"

#include <algorithm>

#include "model/registers.hpp"

namespace coexist {
namespace {

/// The platform's code for "this message is unavailable": the customer wrote from a companion device that
/// the API does not serve (Meta, "Error codes", 131060).
constexpr std::int64_t message_unavailable = 131060;

/// 0 means "not told", so any told time is earlier.
void keep_earliest(std::int64_t& into, std::int64_t other) {
    if (other != 0 && (into == 0 || other < into)) into = other;
}

/// Of all but the content.
std::int64_t first_of_others(const Message& message) {
    std::int64_t earliest = 0;
    if (message.edit) keep_earliest(earliest, message.edit->evidence.at);
    if (message.revoke_by_customer) keep_earliest(earliest, message.revoke_by_customer->evidence.at);
    if (message.revoke_by_business) keep_earliest(earliest, message.revoke_by_business->evidence.at);
    for (const auto& [actor, reaction] : message.reactions) keep_earliest(earliest, reaction.evidence.at);
    for (const auto& [status, at] : message.status_times) keep_earliest(earliest, at);
    for (const auto& [error, evidence] : message.errors) keep_earliest(earliest, evidence.at);
    return earliest;
}

std::uint8_t sender_side(const Message& message) {
    if (message.origin == Origin::customer) return side_customer;
    if (message.origin != Origin::imported) return side_business;
    return message.sides;
}

}  // namespace

std::string_view name_of(Origin origin) {
    switch (origin) {
        case Origin::imported:
            return "imported";
        case Origin::customer:
            return "customer";
        case Origin::business_app:
            return "business_app";
        case Origin::other_app:
            return "other_app";
        case Origin::api:
            return "api";
    }
    return "";
}

std::string_view name_of(Status status) {
    switch (status) {
        case Status::none:
            return "none";
        case Status::pending:
            return "pending";
        case Status::sent:
            return "sent";
        case Status::failed:
            return "failed";
        case Status::delivered:
            return "delivered";
        case Status::read:
            return "read";
        case Status::played:
            return "played";
    }
    return "";
}

void join(Message& into, const Message& other) {
    using namespace registers;
    keep_greater(into.wamid, other.wamid);
    keep_greater(into.origin, other.origin);
    into.sides = static_cast<std::uint8_t>(into.sides | other.sides);
    unite(into.peers, other.peers);
    // Content's members stand in the order of their rank: real, witness, time, source, then all other bytes.
    keep_greater(into.content, other.content);
    unite(into.media_ids, other.media_ids);
    keep_greater(into.edit, other.edit);
    keep_greater(into.revoke_by_customer, other.revoke_by_customer);
    keep_greater(into.revoke_by_business, other.revoke_by_business);
    keep_greater_each(into.reactions, other.reactions);
    for (const auto& [status, at] : other.status_times) keep_earliest(into.status_times[status], at);
    keep_greater(into.business_saw, other.business_saw);
    keep_greater_each(into.errors, other.errors);
    keep_greater(into.pricing, other.pricing);
    keep_greater(into.billing, other.billing);
    keep_greater(into.callback, other.callback);
    into.standby = into.standby || other.standby;
    into.automated = into.automated || other.automated;
    keep_earliest(into.first_at, other.first_at);
}

Status status_of(const Message& message) {
    return message.status_times.empty() ? Status::none : message.status_times.rbegin()->first;
}

bool revoked(const Message& message) {
    const std::uint8_t side = sender_side(message);
    // While nobody told whose message it is, every revoke counts: hiding a text is the smaller mistake.
    const bool by_customer = side == side_none || (side & side_customer) != 0;
    const bool by_business = side == side_none || (side & side_business) != 0;
    return (by_customer && message.revoke_by_customer) || (by_business && message.revoke_by_business);
}

std::string text_of(const Message& message) {
    if (revoked(message)) return {};
    if (message.edit) return message.edit->text;
    return message.content ? message.content->text : std::string();
}

std::int64_t time_of(const Message& message) {
    if (message.content && message.content->evidence.at != 0) return message.content->evidence.at;
    return first_of_others(message);
}

std::int64_t first_told_at(const Message& message) {
    std::int64_t earliest = first_of_others(message);
    if (message.content) keep_earliest(earliest, message.content->evidence.at);
    return earliest;
}

bool lacks_file(const Message& message) {
    return message.content && !message.content->real && message.content->type == "media_placeholder" &&
           !revoked(message);
}

Voice voice_of(const Message& message) {
    if (!message.content || message.content->witness != Witness::live) return Voice::none;
    switch (message.origin) {
        case Origin::imported:
            return Voice::none;
        case Origin::customer:
            return message.content->type == "system" ? Voice::none : Voice::customer;
        case Origin::business_app:
            return Voice::phone;
        case Origin::other_app:
            return Voice::other_app;
        case Origin::api:
            break;
    }
    return message.automated ? Voice::automation : Voice::staff;
}

bool unavailable(const Message& message) {
    if (message.content && message.content->real) return false;
    return std::any_of(message.errors.begin(), message.errors.end(),
                       [](const auto& told) { return told.first.code == message_unavailable; });
}

bool opens_window(const Message& message) {
    return message.origin == Origin::customer && message.content && message.content->witness == Witness::live &&
           message.content->type != "system" && !unavailable(message);
}

}  // namespace coexist
