#include "channels/cloud/account_update.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace coexist::cloud {
namespace {

struct KnownEvent {
    std::string_view name;
    LifeKind kind;
};

constexpr std::array known_events{
    KnownEvent{"PARTNER_ADDED", LifeKind::partner_added},
    KnownEvent{"PARTNER_REMOVED", LifeKind::partner_removed},
    KnownEvent{"PARTNER_APP_INSTALLED", LifeKind::app_installed},
    KnownEvent{"PARTNER_APP_UNINSTALLED", LifeKind::app_uninstalled},
    KnownEvent{"ACCOUNT_OFFBOARDED", LifeKind::offboarded},
    KnownEvent{"ACCOUNT_RECONNECTED", LifeKind::reconnected},
    KnownEvent{"ACCOUNT_DELETED", LifeKind::deleted},
    KnownEvent{"ACCOUNT_RESTRICTION", LifeKind::restriction},
    KnownEvent{"ACCOUNT_VIOLATION", LifeKind::violation},
    KnownEvent{"DISABLED_UPDATE", LifeKind::disabled_update},
};

std::optional<LifeKind> kind_of(std::string_view event, std::string_view field) {
    for (const KnownEvent& known : known_events) {
        if (known.name == event) return known.kind;
    }
    if (field == "account_offboarded") return LifeKind::offboarded;
    if (field == "account_reconnected") return LifeKind::reconnected;
    return std::nullopt;
}

void add_word(std::string& words, std::string_view word) {
    if (word.empty()) return;
    if (!words.empty()) words += ',';
    words += word;
}

/// One word, or several in an array: both are printed for `waba_ban_state`.
std::string words_at(const json::object& parent, std::string_view key) {
    const auto list = json::array_at(parent, key);
    if (!list) return json::text_at(parent, key);
    std::string words;
    for (const json::element each : *list) add_word(words, json::text(each));
    return words;
}

std::string restrictions_of(const json::object& value) {
    std::string words;
    const auto list = json::array_at(value, "restriction_info");
    if (!list) return words;
    for (const json::element each : *list) {
        json::object one;
        if (each.get(one) == simdjson::SUCCESS) add_word(words, json::string_at(one, "restriction_type"));
    }
    return words;
}

std::string reason_of(const json::object& value) {
    if (const auto gone = json::object_at(value, "disconnection_info")) return json::text_at(*gone, "reason");
    if (const auto violation = json::object_at(value, "violation_info")) {
        return json::text_at(*violation, "violation_type");
    }
    if (const auto ban = json::object_at(value, "ban_info")) return words_at(*ban, "waba_ban_state");
    return restrictions_of(value);
}

/// What became of an app, if it is ours: the business may use others of the same partner. An app that is not told, or
/// an endpoint whose app is not known, leaves a doubt; nothing if it is another one's business.
std::optional<LifeKind> of_our_app(LifeKind kind, const json::object& value, std::string_view app_id) {
    if (kind != LifeKind::app_installed && kind != LifeKind::app_uninstalled) return kind;
    const auto waba = json::object_at(value, "waba_info");
    const std::string named = waba ? json::text_at(*waba, "partner_app_id") : std::string();
    if (named.empty() || app_id.empty()) return LifeKind::doubted;
    if (named != app_id) return std::nullopt;
    return kind;
}

}  // namespace

bool read_account_event(const json::element& value, Part& part) {
    json::object inside;
    if (value.get(inside) != simdjson::SUCCESS) return false;
    const std::string_view name = json::string_at(inside, "event");
    const auto known = kind_of(name, part.field);
    if (!known) return false;
    const auto kind = of_our_app(*known, inside, part.arrival.app_id);
    if (!kind) {
        part.keep_unknown(std::string(name) + " of another app", json::minified(value));
        return true;
    }
    LifeEvent event;
    event.at = part.told_at;
    event.received_at = part.arrival.at;
    event.reason = reason_of(inside);
    if (const auto gone = json::object_at(inside, "disconnection_info")) {
        event.initiated_by = json::text_at(*gone, "initiated_by");
    }
    event.raw = json::minified(value);
    AccountFact fact;
    fact.life.newest.emplace(*kind, std::move(event));
    part.say(std::move(fact));
    return true;
}

}  // namespace coexist::cloud
