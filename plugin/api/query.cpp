#include "api/query.hpp"

#include <algorithm>

#include <Poco/Exception.h>
#include <Poco/URI.h>

namespace coexist {
namespace {

bool listed(std::string_view names, std::string_view name) {
    while (!names.empty()) {
        const std::size_t comma = names.find(',');
        if (names.substr(0, comma) == name) return true;
        names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
    }
    return false;
}

std::string known_names(std::string_view allowed) {
    if (allowed.empty()) return "Leave the query string away: this path takes no parameters.";
    std::string sentence = "Use only what this path knows: ";
    for (const char letter : allowed) sentence += letter == ',' ? std::string(", ") : std::string(1, letter);
    return sentence + ".";
}

}  // namespace

Result<Query> Query::parse(std::string_view raw, std::string_view allowed) {
    Query query;
    if (raw.empty()) return query;
    try {
        Poco::URI uri;
        uri.setRawQuery(std::string(raw));
        query.values_ = uri.getQueryParameters();
    } catch (const Poco::SyntaxException&) {
        return Problem{Refusal::invalid,
                       "query_invalid",
                       "The query string holds a percent sign that is not followed by two hexadecimal digits.",
                       "Percent-encode each value, a percent sign itself as %25.",
                       {}};
    }
    for (auto value = query.values_.begin(); value != query.values_.end(); ++value) {
        if (!listed(allowed, value->first)) {
            return Problem{Refusal::invalid,
                           "parameter_unknown",
                           "The query string has a parameter that this path does not know.",
                           known_names(allowed),
                           {}};
        }
        const bool again =
            std::any_of(query.values_.begin(), value, [&](const auto& other) { return other.first == value->first; });
        if (again) {
            return Problem{Refusal::invalid,
                           "query_invalid",
                           "The query string gives the parameter " + value->first + " twice.",
                           "Give each parameter once.",
                           {}};
        }
    }
    return query;
}

std::string Query::value(std::string_view name) const {
    for (const auto& [known, value] : values_) {
        if (known == name) return value;
    }
    return {};
}

}  // namespace coexist
