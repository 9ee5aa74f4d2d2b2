#include <algorithm>
#include <boost/json.hpp>

#include "health/check.hpp"

namespace coexist::checks {
namespace json = boost::json;
namespace {

constexpr std::size_t accounts_shown = 20;
constexpr std::size_t limits_shown = 20;

constexpr std::int64_t time_of_an_erasure_that_warns_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t wait_of_a_file_that_warns_ms = 6LL * 60 * 60 * 1000;

std::int64_t sends_in(const Present& present, const Eyes& eyes, const char* state) {
    std::int64_t count = 0;
    for (const auto& [tenant, by_state] : present.sample->sends) {
        const auto found = by_state.find(state);
        if (found != by_state.end() && eyes.see(tenant)) count += found->second;
    }
    return count;
}

/// Why the number does less than it should, by codes.
json::array restrictions(const AccountSign& account) {
    json::array reasons;
    if (account.token_invalid) reasons.emplace_back("token_invalid");
    if (account.payment_problem) reasons.emplace_back("payment_problem");
    if (account.state == AccountState::offboarded) reasons.emplace_back("offboarded");
    const bool on_phone = account.provider == Provider::coex && account.state == AccountState::connected;
    if (on_phone && account.phone == PhoneLevel::urgent) reasons.emplace_back("phone_silent_urgent");
    if (on_phone && account.phone == PhoneLevel::remind) reasons.emplace_back("phone_silent");
    return reasons;
}

}  // namespace

json::object accounts(const Present& present, const Eyes& eyes) {
    if (!present.sample) return ok();
    std::int64_t seen = 0;
    std::int64_t restricted = 0;
    json::array shown;
    for (const AccountSign& account : *present.sample->accounts) {
        if (!eyes.see(account.tenant.value)) continue;
        ++seen;
        json::array reasons = restrictions(account);
        if (reasons.empty()) continue;
        ++restricted;
        if (shown.size() == accounts_shown) continue;
        shown.push_back(json::object{{"account", account.id.value},
                                     {"tenant", account.tenant.value},
                                     {"state", name_of(account.state)},
                                     {"reasons", std::move(reasons)}});
    }
    json::object more{{"count", seen}, {"restricted_count", restricted}};
    if (restricted == 0) return ok(std::move(more));
    more["restricted"] = std::move(shown);
    return warn("accounts_restricted",
                std::to_string(restricted) + (restricted == 1 ? " number does" : " numbers do") +
                    " less than it should, for the reasons listed.",
                "token_invalid, offboarded: connect the number again. payment_problem: mend the payment at Meta. "
                "phone_silent, phone_silent_urgent: open WhatsApp Business on the phone.",
                std::move(more));
}

json::object sends(const Present& present, const Eyes& eyes) {
    if (!present.sample) return ok();
    const std::int64_t unknown = sends_in(present, eyes, "unknown");
    json::object more{{"queued", sends_in(present, eyes, "queued")},
                      {"held", sends_in(present, eyes, "held")},
                      {"sending", sends_in(present, eyes, "sending")},
                      {"unknown", unknown}};
    if (unknown == 0) return ok(std::move(more));
    return warn("sends_unknown",
                "Of " + std::to_string(unknown) + (unknown == 1 ? " message" : " messages") +
                    " it is not known whether they arrived: the answer got lost.",
                "Look in the WhatsApp Business app whether these messages arrived.", std::move(more));
}

json::object media(const Present& present, const Eyes& eyes) {
    if (!present.sample) return ok();
    std::int64_t waiting = 0;
    std::int64_t over_quota = 0;
    std::int64_t since = present.now_ms;
    for (const auto& [tenant, missing] : present.sample->media) {
        if (!eyes.see(tenant)) continue;
        waiting += missing.waiting;
        over_quota += missing.over_quota;
        if (missing.waiting > 0) since = std::min(since, missing.waiting_since);
    }
    json::object more{{"waiting", waiting}, {"over_quota", over_quota}};
    if (present.now_ms - since > wait_of_a_file_that_warns_ms) {
        return warn("media_waiting",
                    std::to_string(waiting) + (waiting == 1 ? " file waits" : " files wait") +
                        " to be fetched, the oldest for hours. The platform has files for 7 days only.",
                    "Look whether their numbers are connected and whether this machine reaches the platform; each "
                    "message tells the reason (media.reason).",
                    std::move(more));
    }
    if (over_quota == 0) return ok(std::move(more));
    return warn("media_over_quota",
                std::to_string(over_quota) + (over_quota == 1 ? " file" : " files") +
                    " of the last 7 days had no room: the quota for files is used up.",
                "Raise media.quota_mb of the tenant; what the platform still has is fetched then.", std::move(more));
}

json::object retention(const Present& present) {
    json::object more{{"journal_days", present.retention.journal.count()},
                      {"media_days", present.retention.media.count()},
                      {"log_days", present.retention.logs.count()}};
    if (!present.sample) return ok(std::move(more));
    more["erasures_open"] = present.sample->erasures_open;
    if (present.sample->erasure_key != 0 && present.sample->erasure_key != present.erasure_key) {
        return warn("erasures_under_another_key",
                    "Persons were erased under another secrets_key: a second import could bring them back.",
                    "Put the former key back where secrets_key points, or erase them again where they come back.",
                    std::move(more));
    }
    const bool late = present.sample->oldest_erasure_at > 0 &&
                      present.now_ms - present.sample->oldest_erasure_at > time_of_an_erasure_that_warns_ms;
    if (!late) return ok(std::move(more));
    return warn(
        "erasure_unfinished",
        "Who was erased more than a day ago is not out of all files yet; nothing of the person is shown.",
        "Look whether deliveries wait to be applied (journal), and at the log and the disk; it goes on by itself.",
        std::move(more));
}

json::object quarantine(const Present& present) {
    if (!present.sample) return ok();
    const StateSample& sample = *present.sample;
    json::object more{{"count", sample.quarantined}, {"parked", sample.parked}};
    if (sample.quarantined == 0) return ok(std::move(more));
    json::array& rows = more["rows"].emplace_array();
    for (const QuarantineRow& row : sample.set_aside) {
        rows.push_back(json::object{
            {"segment", row.position.segment}, {"row", row.position.row}, {"road", row.road}, {"reason", row.reason}});
    }
    return warn("quarantine_not_empty", "Some deliveries could not be applied. Nothing of them is lost.",
                "Look at them under /admin/quarantine; replay them once the cause is mended.", std::move(more));
}

json::object unknown_kinds(const Present& present) {
    json::array kinds;
    if (present.sample) {
        for (const UnknownKind& kind : present.sample->unknown_kinds) {
            kinds.push_back(json::object{{"field", kind.field}, {"what", kind.what}, {"count", kind.count}});
        }
    }
    return ok({{"kinds", std::move(kinds)}});
}

json::object feed(const Present& present) {
    json::array consumers;
    if (present.sample) {
        for (const auto& [row, behind] : present.sample->consumers) {
            consumers.push_back(json::object{{"consumer", row.consumer}, {"behind", behind}});
        }
    }
    return ok({{"consumers", std::move(consumers)}});
}

json::object webhooks(const Present& present) {
    json::object refused;
    for (const auto& [road, count] : present.door.refused_by_road()) refused[road] = count;
    return ok({{"accepted", present.door.accepted.load()},
               {"unsigned_or_wrong", present.door.unsigned_or_wrong.load()},
               {"unsigned_or_wrong_by_webhook", std::move(refused)},
               {"too_large", present.door.too_large.load()},
               {"history_refused", present.door.history_refused.load()},
               {"too_many_bad", present.door.too_many_bad.load()},
               {"not_stored", present.door.not_stored.load()}});
}

json::object platform_calls(const Present& present) {
    constexpr std::int64_t second_ms = 1000;
    json::array shown;
    std::size_t full = 0;
    for (const UsageBook::Entry& entry : present.usage.fullest(limits_shown, present.now_ms)) {
        if (entry.percent < CallPace::slow_from) break;
        if (entry.full) ++full;
        json::object told{{"app", entry.road}, {"percent", entry.percent}};
        if (!entry.waba.empty()) told["waba_id"] = entry.waba;
        if (entry.rests_for > 0) told["checks_rest_seconds"] = (entry.rests_for + second_ms - 1) / second_ms;
        shown.push_back(std::move(told));
    }
    json::object more{{"near_limit", std::move(shown)}};
    if (full == 0) return ok(std::move(more));
    return warn(
        "platform_calls_used_up",
        "Meta's limit on calls is reached: numbers are not checked and templates not read for a while. Messages "
        "are sent and received.",
        "Nothing: it goes on by itself. If it comes again, look which other program calls with the same Meta "
        "app.",
        std::move(more));
}

}  // namespace coexist::checks
