#include "config/settings.hpp"

#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/routes.hpp"
#include "config/settings_summary.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::string clock_text(int minute) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minute / 60) + ":" + two(minute % 60);
}

template <typename Texts>
json::array array_of(const Texts& texts) {
    json::array list;
    for (const std::string& text : texts) list.emplace_back(text);
    return list;
}

const char* name_of(HistorySettings::Import import) {
    switch (import) {
        case HistorySettings::Import::at_once:
            return "at_once";
        case HistorySettings::Import::when_accepted:
            return "when_accepted";
        case HistorySettings::Import::never:
            break;
    }
    return "never";
}

json::object prices_of(const CampaignSettings& campaigns) {
    json::object table;
    for (const auto& [country, by_category] : campaigns.prices) {
        json::object& one = table[country].emplace_object();
        for (const auto& [category, price] : by_category) one[category] = price;
    }
    return {{"currency", campaigns.currency}, {"table", std::move(table)}};
}

/// What holds for a tenant, by the keys of the configuration, defaults filled in.
json::object document_of(const TenantSettings& settings) {
    const CampaignSettings& campaigns = settings.campaigns;
    return {
        {"throughput_mps", settings.throughput_mps},
        {"send_share_mps", settings.send_share_mps},
        {"keepalive",
         {{"warn_days", settings.keepalive_warn.count()},
          {"urgent_days", settings.keepalive_urgent.count()},
          {"weekly_for", settings.keepalive_weekly_for}}},
        {"handover",
         {{"hold_minutes", settings.handover.hold_minutes},
          {"greeting_seconds", settings.handover.greeting_seconds},
          {"automatic_texts", array_of(settings.handover.automatic_texts)}}},
        {"campaigns",
         {{"time_zone", campaigns.time_zone},
          {"quiet_hours", {{"from", clock_text(campaigns.quiet.from)}, {"until", clock_text(campaigns.quiet.until)}}},
          {"stop_words", array_of(campaigns.stop_words)},
          {"start_words", array_of(campaigns.start_words)},
          {"prices", prices_of(campaigns)}}},
        {"media",
         {{"fetch", settings.media.fetch},
          {"quota_mb", settings.media.quota_bytes / 1'000'000},
          {"largest_mb", settings.media.largest_bytes >> 20},
          {"types", array_of(settings.media.types)}}},
        {"retention", {{"media_days", settings.retention.media.count()}}},
        {"history",
         {{"import", name_of(settings.history.import)},
          {"days", settings.history.days.count()},
          {"not_chats_count", settings.history.not_chats.size()}}}};
}

}  // namespace

Result<HttpAnswer> show_settings(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const Settings& settings = *call.services.settings;
    json::object answer{{"settings_hash", settings.settings_hash}};
    json::object& shown = answer["tenants"].emplace_object();
    for (const TenantId& tenant : *tenants) shown[tenant.value] = document_of(settings_for(settings, tenant));
    // Apps, gateways and places of secrets are of all hotels together.
    if (oversees(call, *call.services.readers.take())) answer["summary"] = array_of(summary_of(settings));
    return json_answer(answer);
}

}  // namespace coexist
