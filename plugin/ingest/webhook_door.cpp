#include "ingest/webhook_door.hpp"

namespace coexist {
namespace {

WebhookDoor::Reply refused(int status, Problem problem) {
    return {status, {}, std::move(problem), 0};
}

WebhookDoor::Reply unknown_road(std::string_view name) {
    return refused(404, {Refusal::not_found,
                         "road_unknown",
                         "There is no app or gateway named \"" + std::string(name) + "\" in the configuration.",
                         "Use /webhooks/NAME with a name under \"apps\" or \"gateways\".",
                         {}});
}

WebhookDoor::Reply too_many_bad(int wait_s) {
    return {429,
            {},
            Problem{Refusal::rate_limited,
                    "signatures_wrong",
                    "Too many bodies from this address were not signed with this app's secret; none was stored.",
                    "Compare the app secret in the configuration with the one at the platform. What is signed "
                    "correctly is still taken from this address.",
                    {}},
            wait_s};
}

}  // namespace

void DoorCounts::refused_at(const std::string& road) {
    const std::lock_guard lock(guard_);
    ++by_road_[road];
}

std::map<std::string, std::uint64_t> DoorCounts::refused_by_road() const {
    const std::lock_guard lock(guard_);
    return by_road_;
}

std::optional<WebhookDoor::Reply> WebhookDoor::receive(const Knock& knock, Journal::Done done, void* ctx) {
    const auto road = roads_.find(std::string(knock.road));
    if (road == roads_.end()) return unknown_road(knock.road);
    if (knock.method == "GET") {
        if (auto challenge = road->second->handshake(knock.query)) return Reply{200, std::move(*challenge), {}, 0};
        return refused(403, {Refusal::denied,
                             "verify_token_wrong",
                             "This is not the platform's test of the endpoint, or its verify token is wrong.",
                             "Enter the same verify token at the platform and in the configuration.",
                             {}});
    }
    if (knock.method != "POST") {
        return refused(
            405,
            {Refusal::invalid, "method_unknown", "Webhooks come by POST, their test by GET.", "Use one of these.", {}});
    }
    if (knock.body.size() > largest_delivery) {
        ++counts_.too_large;
        return refused(413, {Refusal::too_large,
                             "body_too_large",
                             "The body is larger than 4 MB.",
                             "The platform sends at most 3 MB; what is this?",
                             {}});
    }
    if (!road->second->genuine(knock.headers, knock.body)) {
        ++counts_.unsigned_or_wrong;
        counts_.refused_at(road->first);
        if (const int wait_s = bad_knocks_.count(knock.peer, clock_.now_ms()); wait_s > 0) {
            ++counts_.too_many_bad;
            return too_many_bad(wait_s);
        }
        return refused(401, {Refusal::auth,
                             "signature_wrong",
                             "The body is not signed with this app's secret, so nothing was stored.",
                             "Compare the app secret in the configuration with the one at the platform.",
                             {}});
    }
    JournalRow row;
    row.received_at = clock_.now_ms();
    row.kind = RowKind::delivery;
    row.lane = road->second->history_only(knock.body) ? Lane::history : Lane::live;
    if (row.lane == Lane::history && disk_.look().refuses_history()) {
        ++counts_.history_refused;
        return refused(503, {Refusal::unavailable,
                             "history_refused",
                             "The disk is almost full: imported history waits at the platform, which delivers it again "
                             "for days. Live messages are taken.",
                             "Free some space on the server's disk, or raise disk_budget_mb.",
                             {}});
    }
    row.road = road->first;
    row.body = knock.body;
    journal_.append(std::move(row), done, ctx);
    return std::nullopt;
}

WebhookDoor::Reply WebhookDoor::stored(bool durable) {
    if (durable) {
        ++counts_.accepted;
        return {200, {}, {}, 0};
    }
    ++counts_.not_stored;
    return refused(503, {Refusal::unavailable,
                         "not_stored",
                         "The delivery could not be stored.",
                         "Free some space on the server's disk; the platform will deliver it again.",
                         {}});
}

}  // namespace coexist
