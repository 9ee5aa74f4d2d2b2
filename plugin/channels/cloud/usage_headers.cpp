#include "channels/cloud/usage_headers.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "channels/cloud/graph_error.hpp"

namespace coexist::cloud {
namespace json = boost::json;
namespace {

// Meta, "Cloud API: error codes".
constexpr std::int64_t app_limit = 4;
constexpr std::int64_t waba_limit = 80007;

constexpr double most_percent = 1'000'000;
constexpr double most_minutes = 7 * 24 * 60;
constexpr std::array edges_of_a_waba{"/phone_numbers", "/subscribed_apps", "/message_templates"};

/// The member as a number within its bounds, also where it came as text; nothing if it is none.
std::optional<double> number_in(const json::object& from, const char* name, double most) {
    const json::value* found = from.if_contains(name);
    if (found == nullptr) return std::nullopt;
    json::value read = *found;
    if (const json::string* text = found->if_string()) {
        json::error_code wrong;
        read = json::parse(*text, wrong);
        if (wrong) return std::nullopt;
    }
    if (!read.is_number()) return std::nullopt;
    const auto number = read.to_number<double>();
    return std::isfinite(number) ? std::optional(std::clamp(number, 0.0, most)) : std::nullopt;
}

std::optional<CallUsage> usage_in(const json::object& from) {
    std::optional<double> percent;
    for (const char* name : {"call_count", "total_cputime", "total_time"}) {
        if (const auto part = number_in(from, name, most_percent)) percent = std::max(percent.value_or(0), *part);
    }
    const auto minutes = number_in(from, "estimated_time_to_regain_access", most_minutes);
    if (!percent && !minutes) return std::nullopt;
    return CallUsage{static_cast<int>(percent.value_or(0)), static_cast<std::int64_t>(minutes.value_or(0) * 60'000)};
}

std::optional<json::object> object_in(std::string_view header) {
    json::error_code wrong;
    json::value parsed = json::parse(json::string_view(header.data(), header.size()), wrong);
    if (wrong || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.as_object());
}

CallUsage fuller(const CallUsage& one, const CallUsage& other) {
    return {std::max(one.percent, other.percent), std::max(one.regain_ms, other.regain_ms)};
}

}  // namespace

std::optional<CallUsage> read_app_usage(std::string_view header) {
    const auto document = object_in(header);
    return document ? usage_in(*document) : std::nullopt;
}

std::map<std::string, CallUsage> read_business_usage(std::string_view header) {
    std::map<std::string, CallUsage> told;
    const auto document = object_in(header);
    if (!document) return told;
    for (const auto& [id, entries] : *document) {
        const json::array* list = entries.if_array();
        if (list == nullptr) continue;
        for (const json::value& entry : *list) {
            const json::object* one = entry.if_object();
            const auto usage = one == nullptr ? std::nullopt : usage_in(*one);
            if (!usage) continue;
            const auto [place, first] = told.try_emplace(std::string(id), *usage);
            if (!first) place->second = fuller(place->second, *usage);
        }
    }
    return told;
}

UsageHeard usage_heard(const net::Answer& answer, std::string_view id, std::string_view edge) {
    UsageHeard heard;
    if (answer.reached != net::Reached::answered) return heard;
    heard.app = read_app_usage(answer.header("x-app-usage"));
    heard.of = read_business_usage(answer.header("x-business-use-case-usage"));
    const bool of_waba = std::find(edges_of_a_waba.begin(), edges_of_a_waba.end(), edge) != edges_of_a_waba.end();
    const std::string called(id);
    // The account's business instead of the account; of several, nobody says which is meant.
    const bool one_other = heard.of.size() == 1 && heard.of.count(called) == 0;
    const auto other = heard.of.begin();
    if (of_waba && one_other) heard.of.emplace(called, CallUsage(other->second));
    constexpr int first_refusal = 400;
    if (answer.status < first_refusal) return heard;
    const auto error = read_graph_error(answer.status, answer.body);
    if (!error) return heard;
    if (error->code == app_limit) heard.refused.emplace_back();
    if (error->code == waba_limit) heard.refused.push_back(!of_waba && one_other ? other->first : called);
    return heard;
}

}  // namespace coexist::cloud
