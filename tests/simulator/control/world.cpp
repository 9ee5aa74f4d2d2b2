#include "control/control.hpp"
#include "documents/world_document.hpp"
#include "handshake.hpp"
#include "phone/sync.hpp"

namespace sim::control {
namespace {

void read_delay(const json::object& document, std::string_view key, std::optional<std::int64_t>& delay) {
    const auto* value = document.if_contains(key);
    if (!value) return;
    const auto number = integer_at(document, key);
    delay = number && *number >= 0 ? number : std::nullopt;  // null or negative: that status is skipped
}

void read_count(const json::object& document, std::string_view key, std::int64_t least, std::int64_t& target) {
    if (!document.contains(key)) return;
    const auto number = integer_at(document, key);
    if (!number || *number < least) {
        throw WorldDocumentError("'" + std::string(key) + "' must be at least " + std::to_string(least) + ".");
    }
    target = *number;
}

}  // namespace

void put_app_document(Ask ask) {
    auto& app = put_app(ask.sim, ask.document);
    const auto url = text_at(ask.document, "callback_url");
    if (url.empty()) return ask.answer(200, {{"id", app.id}, {"callback_verified", app.accounts.verified}});
    const auto verify_token = text_at(ask.document, "verify_token");
    shake_hands(ask.sim, url, verify_token,
                [&sim = ask.sim, answer = ask.answer, id = app.id, url, verify_token](const HandshakeOutcome& outcome) {
                    const auto kept = sim.world.apps.find(id);
                    if (outcome.passed && kept != sim.world.apps.end()) {
                        keep_callback(kept->second, url, verify_token);
                        return answer(200, {{"id", id}, {"callback_verified", true}});
                    }
                    answer(422, {{"id", id},
                                 {"callback_verified", false},
                                 {"receiver_status", outcome.status},
                                 {"detail", "The callback's handshake failed. " + outcome.reason}});
                });
}

void put_number_document(Ask ask) {
    const auto& number = put_number(ask.sim, ask.document);
    ask.answer(200, {{"phone_number_id", number.id},
                     {"display_phone_number", number.display},
                     {"waba_id", number.waba_id},
                     {"coex", number.coex},
                     {"mps", number.mps}});
}

void put_token_document(Ask ask) {
    put_token(ask.sim, ask.document);
    ask.answer(200, {{"stored", true}});
}

void reset(Ask ask) {
    ask.sim.reset(flag_at(ask.document, "world"));
    ask.answer(200, {{"reset", true}});
}

void set_clock(Ask ask) {
    if (const auto offset = integer_at(ask.document, "offset_ms")) {
        ask.sim.clock.set_offset_ms(*offset);
    } else if (const auto now = integer_at(ask.document, "set")) {
        ask.sim.clock.set_now_ms(*now);
    } else if (const auto step = integer_at(ask.document, "advance_ms")) {
        ask.sim.clock.set_offset_ms(ask.sim.clock.offset_ms() + *step);
    } else {
        throw WorldDocumentError("One of 'offset_ms', 'set' (Unix milliseconds) and 'advance_ms' must be an integer.");
    }
    phone::notice_silence(ask.sim);
    ask.answer(200, {{"now_ms", ask.sim.clock.now_ms()}, {"offset_ms", ask.sim.clock.offset_ms()}});
}

void set_usage(Ask ask) {
    ask.sim.usage.set(ask.document, ask.sim.clock.now_ms());
    ask.answer(200, {{"stored", true}});
}

void set_settings(Ask ask) {
    auto changed = ask.sim.settings;
    auto batch = static_cast<std::int64_t>(changed.batch);
    auto connections = static_cast<std::int64_t>(changed.delivery_connections);
    read_count(ask.document, "retry_base_ms", 1, changed.retry_base_ms);
    read_count(ask.document, "retry_max_ms", 1, changed.retry_max_ms);
    read_count(ask.document, "delivery_timeout_ms", 1, changed.delivery_timeout_ms);
    read_count(ask.document, "delivery_connections", 1, connections);
    read_count(ask.document, "batch", 1, batch);
    read_count(ask.document, "batch_wait_ms", 0, changed.batch_wait_ms);
    read_count(ask.document, "code_life_ms", 0, changed.code_life_ms);
    read_count(ask.document, "phone_silence_days", 0, changed.phone_silence_days);
    changed.extras_ignored = flag_at(ask.document, "extras_ignored", changed.extras_ignored);
    changed.targets_omitted = flag_at(ask.document, "targets_omitted", changed.targets_omitted);
    changed.sdk_redirect_uri = text_at(ask.document, "sdk_redirect_uri", changed.sdk_redirect_uri);
    if (changed.sdk_redirect_uri != "either" && changed.sdk_redirect_uri != "omitted" &&
        changed.sdk_redirect_uri != "empty") {
        throw WorldDocumentError("'sdk_redirect_uri' must be either, omitted or empty.");
    }
    changed.batch = static_cast<std::size_t>(batch);
    changed.delivery_connections = static_cast<std::size_t>(connections);
    changed.batch_values = flag_at(ask.document, "batch_values", changed.batch_values);
    changed.window_as_failed_status = flag_at(ask.document, "window_as_failed_status", changed.window_as_failed_status);
    ask.sim.settings = changed;
    ask.answer(200, {{"stored", true}});
}

void set_statuses(Ask ask) {
    const auto id = text_at(ask.document, "phone_number_id");
    auto* number = ask.sim.world.number(id);
    if (!id.empty() && !number) throw WorldDocumentError("'phone_number_id' is unknown.");
    auto script = number && number->statuses ? *number->statuses : ask.sim.settings.statuses;
    read_delay(ask.document, "sent_ms", script.sent_ms);
    read_delay(ask.document, "delivered_ms", script.delivered_ms);
    read_delay(ask.document, "read_ms", script.read_ms);
    if (number) {
        number->statuses = script;
    } else {
        ask.sim.settings.statuses = script;
    }
    ask.answer(200, {{"stored", true}});
}

void tell_world(Ask ask) {
    json::array apps;
    for (const auto& [id, app] : ask.sim.world.apps) {
        apps.push_back({{"id", id},
                        {"name", app.name},
                        {"callback_url", app.accounts.callback_url},
                        {"callback_verified", app.accounts.verified}});
    }
    json::array numbers;
    for (const auto& [id, number] : ask.sim.world.numbers) {
        json::array subscribed;
        for (const auto& [app_id, override_uri] : ask.sim.world.wabas[number.waba_id].subscribed)
            subscribed.emplace_back(app_id);
        numbers.push_back({{"phone_number_id", id},
                           {"waba_id", number.waba_id},
                           {"display_phone_number", number.display},
                           {"name", number.name},
                           {"coex", number.coex},
                           {"state", name_of(number.state)},
                           {"attached_to", number.attached_app},
                           {"onboardings", number.onboardings},
                           {"onboarded_at_ms", number.onboarded_at_ms},
                           {"knocked_off_the_phone", number.phone.knocked_off},
                           {"gateway", number.gateway ? json::value(number.gateway->kind) : json::value(false)},
                           {"guests", number.guests.size()},
                           {"subscribed", std::move(subscribed)}});
    }
    ask.answer(200, {{"apps", std::move(apps)}, {"numbers", std::move(numbers)}});
}

}  // namespace sim::control
