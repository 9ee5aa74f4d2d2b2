#include "channels/cloud/grant_changes.hpp"

#include <algorithm>

namespace coexist::cloud {
namespace {

constexpr std::string_view prefix = "business_integration_";
constexpr int deepest = 8;
constexpr std::size_t most_ids = 256;
constexpr std::size_t shortest_id = 5;  // what is shorter is a count or a flag

bool all_digits(std::string_view text) {
    return text.size() >= shortest_id &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void collect_ids(const json::element& value, int depth, std::vector<std::string>& ids) {
    if (depth > deepest || ids.size() >= most_ids) return;
    json::object object;
    json::array array;
    if (value.get(object) == simdjson::SUCCESS) {
        for (const auto member : object) collect_ids(member.value, depth + 1, ids);
    } else if (value.get(array) == simdjson::SUCCESS) {
        for (const json::element one : array) collect_ids(one, depth + 1, ids);
    } else if (std::string text = json::text(value); all_digits(text)) {
        ids.push_back(std::move(text));
    }
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

void read_change(const json::element& change, std::int64_t told_at, const Arrival& arrival, Observation& into) {
    json::object inside;
    const bool is_object = change.get(inside) == simdjson::SUCCESS;
    Part part{is_object ? json::text_at(inside, "field") : std::string(), {}, told_at, arrival, into};
    if (part.field.substr(0, prefix.size()) != prefix) {
        return part.keep_unknown("change of an application", json::minified(change));
    }
    DoubtFact fact;
    fact.event.at = told_at;
    fact.event.reason = upper(part.field);
    fact.event.received_at = arrival.at;
    if (const auto value = json::member(inside, "value")) {
        collect_ids(*value, 0, fact.ids);
        fact.event.raw = json::minified(*value);
    }
    part.say(std::move(fact));
}

}  // namespace

bool read_grant_changes(const json::object& root, const Arrival& arrival, Observation& into) {
    const auto entries = json::array_at(root, "entry");
    if (!entries) return false;
    for (const json::element entry : *entries) {
        json::object inside;
        if (entry.get(inside) != simdjson::SUCCESS) continue;
        std::int64_t told_at = json::seconds_at(inside, "time");
        if (told_at == 0) told_at = arrival.at;
        const auto changes = json::array_at(inside, "changes");
        if (!changes) continue;
        for (const json::element change : *changes) read_change(change, told_at, arrival, into);
    }
    return !into.facts.empty();
}

}  // namespace coexist::cloud
