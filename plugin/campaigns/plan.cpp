#include "campaigns/plan.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <optional>

#include "model/calling_codes.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// User ids begin with the country (Meta, "Business-scoped user IDs"): "DE.1029...".
std::string country_of(const Identity& recipient) {
    if (recipient.kind == IdentityKind::bsuid || recipient.kind == IdentityKind::parent_bsuid) {
        return recipient.value.size() > 3 && recipient.value[2] == '.' ? recipient.value.substr(0, 2) : std::string();
    }
    return std::string(country_of_number(recipient.value));
}

std::optional<double> price_of(const CampaignSettings& settings, const std::string& country,
                               const std::string& category) {
    for (const std::string& name : {country, std::string("other")}) {
        const auto row = settings.prices.find(name);
        if (row == settings.prices.end()) continue;
        const auto price = row->second.find(category);
        if (price != row->second.end()) return price->second;
    }
    return std::nullopt;
}

// Prices have four decimals (Meta, "Pricing"); sums of doubles would show more.
double rounded(double amount) {
    constexpr double parts = 10000;
    return std::round(amount * parts) / parts;
}

std::string small(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char one) { return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one; });
    return text;
}

}  // namespace

void CampaignPlan::sends(const Identity& recipient) {
    ++sent_;
    ++countries_[country_of(recipient)];
}

json::object CampaignPlan::document(const CampaignSettings& settings, const std::string& category,
                                    int per_second) const {
    const std::string priced_as = small(category);
    std::int64_t left_out = 0;
    json::object reasons;
    for (const auto& [why, count] : skipped_) {
        reasons[why] = count;
        left_out += count;
    }
    json::array countries;
    double total = 0;
    std::int64_t unpriced = 0;
    for (const auto& [country, count] : countries_) {
        json::object one{{"country", country.empty() ? json::value(nullptr) : json::value(country)},
                         {"category", priced_as},
                         {"messages", count}};
        if (!settings.currency.empty()) {
            if (const auto price = price_of(settings, country, priced_as)) {
                const double cost = *price * static_cast<double>(count);
                one["cost"] = rounded(cost);
                total += cost;
            } else {
                unpriced += count;
            }
        }
        countries.push_back(std::move(one));
    }
    const std::int64_t rate = std::max(per_second, 1);
    json::object out{{"recipients", sent_ + left_out},
                     {"send", sent_},
                     {"skip", std::move(reasons)},
                     {"countries", std::move(countries)},
                     {"expected_seconds", (sent_ + rate - 1) / rate}};
    if (!settings.currency.empty()) {
        out["cost"] =
            json::object{{"currency", settings.currency}, {"at_most", rounded(total)}, {"without_price", unpriced}};
    }
    return out;
}

}  // namespace coexist
