#include "config/campaign_decode.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace coexist::config {
namespace {

namespace json = boost::json;

/// "21:30"; the schema saw to its form.
void apply_time(const json::object& given, const char* name, int& minute) {
    const json::value* found = given.if_contains(name);
    if (found == nullptr || !found->is_string() || found->get_string().size() != 5) return;
    const json::string& text = found->get_string();
    const auto digit = [&text](std::size_t at) { return text[at] - '0'; };
    minute = ((digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4)) % minutes_a_day;
}

void apply_words(const json::object& given, const char* name, std::vector<std::string>& words) {
    const json::value* found = given.if_contains(name);
    if (found == nullptr || !found->is_array()) return;
    words.clear();
    for (const json::value& word : found->get_array()) {
        if (word.is_string()) words.emplace_back(word.get_string());
    }
}

void apply_prices(const json::object& given, CampaignSettings& campaigns) {
    const json::value* currency = given.if_contains("currency");
    const json::value* table = given.if_contains("table");
    if (currency == nullptr || !currency->is_string() || table == nullptr || !table->is_object()) return;
    campaigns.currency = std::string(currency->get_string());
    campaigns.prices.clear();
    for (const auto& [country, categories] : table->get_object()) {
        if (!categories.is_object()) continue;
        for (const char* category : {"marketing", "utility"}) {
            const json::value* price = categories.get_object().if_contains(category);
            if (price == nullptr || !price->is_number()) continue;
            campaigns.prices[std::string(country)][category] = price->to_number<double>();
        }
    }
}

}  // namespace

void apply_campaigns(const json::object& given, CampaignSettings& campaigns) {
    const json::value* zone = given.if_contains("time_zone");
    if (zone != nullptr && zone->is_string()) campaigns.time_zone = std::string(zone->get_string());
    if (const json::value* quiet = given.if_contains("quiet_hours"); quiet != nullptr && quiet->is_object()) {
        apply_time(quiet->get_object(), "from", campaigns.quiet.from);
        apply_time(quiet->get_object(), "until", campaigns.quiet.until);
    }
    apply_words(given, "stop_words", campaigns.stop_words);
    apply_words(given, "start_words", campaigns.start_words);
    if (const json::value* prices = given.if_contains("prices"); prices != nullptr && prices->is_object()) {
        apply_prices(prices->get_object(), campaigns);
    }
}

}  // namespace coexist::config
