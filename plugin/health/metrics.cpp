#include "health/metrics.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "health/open_metrics.hpp"
#include "net/http.hpp"

namespace coexist {
namespace {

constexpr const char* send_states[] = {"queued", "held", "sending", "unknown"};
constexpr std::size_t consumers_shown = 50;
constexpr std::size_t limits_shown = 50;

double seconds_since(const Present& present, std::int64_t at) {
    return static_cast<double>(std::max<std::int64_t>(0, present.now_ms - at)) / 1000;
}

void tell_journal(OpenMetrics& out, const Present& present) {
    if (present.owner && present.sample) {
        out.gauge("whatsapp_journal_lag_rows", "rows", "Journalled rows that wait to be applied, by lane.");
        for (std::size_t lane = 0; lane < lane_count; ++lane) {
            out.value({{"lane", lane_names[lane]}}, present.sample->lanes[lane].rows);
        }
        out.gauge("whatsapp_journal_lag_bytes", "bytes", "Bytes of the bodies that wait, by lane.");
        for (std::size_t lane = 0; lane < lane_count; ++lane) {
            out.value({{"lane", lane_names[lane]}}, present.sample->lanes[lane].bytes);
        }
        out.gauge("whatsapp_journal_lag_seconds", "seconds", "Age of the oldest row that waits, by lane.");
        for (std::size_t lane = 0; lane < lane_count; ++lane) {
            const LaneLag& lag = present.sample->lanes[lane];
            out.value({{"lane", lane_names[lane]}}, lag.rows == 0 ? 0.0 : seconds_since(present, lag.oldest_at));
        }
        const std::int64_t oldest = present.oldest_unapplied_at();
        out.gauge("whatsapp_oldest_unapplied_seconds", "seconds", "Age of the oldest row that waits in any lane.");
        out.value({}, oldest == 0 ? 0.0 : seconds_since(present, oldest));
    }
    if (present.owner) {
        out.counter("whatsapp_journal_applied", "", "Journalled rows applied by this process.");
        out.total({}, present.applied);
    }
}

void tell_stores(OpenMetrics& out, const StoreFigures& stores) {
    out.histogram("whatsapp_journal_flush_seconds", "seconds", "How long each durable group of the journal took.",
                  stores.flush.took());
    out.counter("whatsapp_journal_flush_failures", "", "Groups that could not be stored; their senders were told 503.");
    out.total({}, stores.flushes_failed.load());
    out.histogram("whatsapp_commit_seconds", "seconds", "How long each transaction of the state took.",
                  stores.commit.took());
    out.counter("whatsapp_commit_failures", "", "Transactions of the state that were rolled back.");
    out.total({}, stores.commits_failed.load());
    out.gauge("whatsapp_flush_running_seconds", "seconds",
              "Since when the present flush of the journal runs; 0: none.");
    out.value({}, static_cast<double>(stores.flush.running_ms()) / 1000);
    out.gauge("whatsapp_commit_running_seconds", "seconds", "Since when the present transaction runs; 0: none.");
    out.value({}, static_cast<double>(stores.commit.running_ms()) / 1000);
}

void tell_door(OpenMetrics& out, const DoorCounts& door) {
    out.counter("whatsapp_deliveries", "", "Deliveries at the webhooks, by what they were answered.");
    out.total({{"outcome", "accepted"}}, door.accepted.load());
    out.total({{"outcome", "signature_wrong"}}, door.unsigned_or_wrong.load());
    out.total({{"outcome", "too_large"}}, door.too_large.load());
    out.total({{"outcome", "not_stored"}}, door.not_stored.load());
    out.counter("whatsapp_bad_signatures", "", "Deliveries whose signature is wrong, by webhook.");
    for (const auto& [road, count] : door.refused_by_road()) out.total({{"webhook", road}}, count);
}

void tell_messages(OpenMetrics& out, const Present& present) {
    const MessageFigures& messages = present.figures.messages;
    out.histogram("whatsapp_echo_lag_seconds", "seconds",
                  "From a message on the phone until it was received here, by the platform's clock.",
                  messages.echo_lag);
    out.counter("whatsapp_window_blocks", "", "Sends refused because the 24 hours were over, by when it was seen.");
    out.total({{"seen", "when_asked"}}, messages.window_asked.load());
    out.total({{"seen", "before_the_call"}}, messages.window_leaving.load());
    out.total({{"seen", "by_the_platform"}}, messages.window_platform.load());
    out.counter("whatsapp_pace_waits", "", "Sends that waited for their number's pace.");
    out.total({}, present.figures.pace.waits.load());
    out.histogram("whatsapp_pace_wait_seconds", "seconds", "How long they waited.", present.figures.pace.waited);
}

void tell_limits(OpenMetrics& out, const Present& present) {
    const std::vector<UsageBook::Entry> entries = present.usage.fullest(limits_shown, present.now_ms);
    if (entries.empty()) return;
    out.gauge("whatsapp_call_limit_used_ratio", "ratio",
              "How much of Meta's limit on calls is used, by app and WABA (none: the app's own), the fullest first.");
    for (const auto& entry : entries) {
        out.value({{"app", entry.road}, {"waba", entry.waba}}, static_cast<double>(entry.percent) / 100);
    }
    out.gauge("whatsapp_call_limit_rest_seconds", "seconds", "For how long regular checks rest for it.");
    for (const auto& entry : entries) {
        out.value({{"app", entry.road}, {"waba", entry.waba}}, static_cast<double>(entry.rests_for) / 1000);
    }
}

void tell_connects(OpenMetrics& out, const ConnectFigures& connects) {
    out.counter("whatsapp_connect_ended", "",
                "Connections of numbers that ended, by the step they had reached, why, and what the dialog told last.");
    for (const auto& [end, count] : connects.ends()) {
        out.total({{"outcome", end.code.empty() ? "connected" : "failed"},
                   {"step", end.step},
                   {"code", end.code},
                   {"dialog", end.dialog}},
                  count);
    }
}

void tell_calls(OpenMetrics& out, const CallFigures& calls) {
    out.counter("whatsapp_platform_calls", "",
                "Calls to platforms by the class of their answer, or why there is none.");
    for (std::size_t index = 0; index < CallFigures::classes; ++index) {
        const std::string_view name = net::class_name(index);
        if (!name.empty()) out.total({{"class", name}}, calls.ended[index].load());
    }
    out.histogram("whatsapp_platform_call_seconds", "seconds", "How long answered calls took.", calls.took);
    const ClockSkew::Verdict skew = calls.skew.verdict();
    if (skew.answers == 0) return;
    out.gauge("whatsapp_clock_skew_seconds", "seconds", "This machine's clock minus the platform's, by its answers.");
    out.value({}, static_cast<double>(skew.median_ms) / 1000);
}

void tell_state(OpenMetrics& out, const Present& present) {
    const StateSample& sample = *present.sample;
    out.gauge("whatsapp_quarantine_rows", "rows", "Deliveries that are set aside.");
    out.value({}, sample.quarantined);
    out.gauge("whatsapp_parked_rows", "rows", "Parts of deliveries that wait for a number to be connected.");
    out.value({}, sample.parked);
    out.gauge("whatsapp_feed_lag_events", "events", "Events that a consumer has not acknowledged, at most.");
    std::size_t shown = 0;
    for (const auto& [row, behind] : sample.consumers) {
        if (shown++ < consumers_shown) out.value({{"consumer", row.consumer}}, behind);
    }
    out.gauge("whatsapp_sample_age_seconds", "seconds", "Since when the state was last looked at for these figures.");
    out.value({}, seconds_since(present, sample.at));
}

void tell_sends(OpenMetrics& out, const Present& present, const Eyes& eyes) {
    out.gauge("whatsapp_sends", "", "Messages of ours that have not ended, by state.");
    for (const char* state : send_states) {
        std::int64_t count = 0;
        for (const auto& [tenant, by_state] : present.sample->sends) {
            const auto found = by_state.find(state);
            if (found != by_state.end() && eyes.see(tenant)) count += found->second;
        }
        out.value({{"state", state}}, count);
    }
}

void tell_media(OpenMetrics& out, const Present& present, const Eyes& eyes) {
    MissingMedia all;
    for (const auto& [tenant, missing] : present.sample->media) {
        if (!eyes.see(tenant)) continue;
        all.waiting += missing.waiting;
        all.over_quota += missing.over_quota;
    }
    out.gauge("whatsapp_media_missing", "", "Files of messages that are not here and could be, by state.");
    out.value({{"state", "waiting"}}, all.waiting);
    out.value({{"state", "over_quota"}}, all.over_quota);
}

/// The accounts to tell of, the most silent first.
std::vector<const AccountSign*> chosen(const Present& present, const Eyes& eyes, const Wanted& wanted) {
    std::vector<const AccountSign*> accounts;
    for (const AccountSign& account : *present.sample->accounts) {
        if (!eyes.see(account.tenant.value)) continue;
        if (!wanted.account.empty() ? account.id.value == wanted.account : may_send(account.state)) {
            accounts.push_back(&account);
        }
    }
    const std::size_t most = std::min(accounts.size(), wanted.account.empty() ? wanted.accounts : 1);
    const auto middle = accounts.begin() + static_cast<std::ptrdiff_t>(most);
    std::partial_sort(accounts.begin(), middle, accounts.end(), [](const AccountSign* left, const AccountSign* right) {
        return left->delivery_at != right->delivery_at ? left->delivery_at < right->delivery_at
                                                       : left->row < right->row;
    });
    accounts.resize(most);
    return accounts;
}

void tell_accounts(OpenMetrics& out, const Present& present, const Eyes& eyes, const Wanted& wanted) {
    std::map<std::pair<std::string_view, std::string_view>, std::int64_t> counts;
    for (const AccountSign& account : *present.sample->accounts) {
        if (eyes.see(account.tenant.value)) ++counts[{name_of(account.provider), name_of(account.state)}];
    }
    out.gauge("whatsapp_accounts", "", "Numbers by provider and state.");
    for (const auto& [kind, count] : counts) out.value({{"provider", kind.first}, {"state", kind.second}}, count);

    const std::vector<const AccountSign*> accounts = chosen(present, eyes, wanted);
    out.gauge(
        "whatsapp_account_silence_seconds", "seconds",
        "Since the last message on this number (of) delivery, and since its phone's last sign of life (of) phone.");
    for (const AccountSign* account : accounts) {
        out.value({{"account", account->id.value}, {"of", "delivery"}}, seconds_since(present, account->delivery_at));
        if (account->provider == Provider::meta) continue;  // it has no phone
        out.value({{"account", account->id.value}, {"of", "phone"}}, seconds_since(present, account->phone_at));
    }
    const std::map<std::int64_t, double> levels = present.figures.pace.levels();
    out.gauge("whatsapp_account_pace_ratio", "ratio", "How much of its pace a number used in the last ten seconds.");
    for (const AccountSign* account : accounts) {
        const auto level = levels.find(account->row);
        out.value({{"account", account->id.value}}, level == levels.end() ? 0.0 : level->second);
    }
}

}  // namespace

std::string metrics_text(const Present& present, const Eyes& eyes, const Wanted& wanted) {
    OpenMetrics out;
    const Eyes seen = present.with(eyes);
    out.info("whatsapp_plugin", "The plugin that tells this.");
    out.told(
        {{"version", present.version}, {"sqlite", sqlite3_libversion()}, {"role", present.owner ? "owner" : "client"}});
    if (seen.all) {
        tell_journal(out, present);
        tell_stores(out, present.figures.stores);
        tell_door(out, present.door);
        tell_messages(out, present);
        tell_calls(out, present.figures.calls);
        tell_limits(out, present);
        tell_connects(out, present.figures.connects);
        if (present.sample) tell_state(out, present);
    }
    if (present.sample) {
        tell_sends(out, present, seen);
        tell_media(out, present, seen);
        tell_accounts(out, present, seen, wanted);
    }
    return out.finish();
}

}  // namespace coexist
