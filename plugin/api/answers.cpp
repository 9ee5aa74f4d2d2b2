#include "api/answers.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "actions/actions.hpp"
#include "secrets/digest.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t etag_digits = 32;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

// If-None-Match compares weakly (RFC 9110, 13.1.2). Our tags hold no comma, so a split at commas is exact for them.
bool names_etag(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        const std::size_t comma = if_none_match.find(',');
        std::string_view tag = trimmed(if_none_match.substr(0, comma));
        if (tag.substr(0, 2) == "W/") tag.remove_prefix(2);
        if (tag == etag || tag == "*") return true;
        if_none_match = comma == std::string_view::npos ? std::string_view() : if_none_match.substr(comma + 1);
    }
    return false;
}

std::string_view header_of(const HttpRequest& request, std::string_view name) {
    for (const auto& [known, value] : request.headers) {
        if (known == name) return trimmed(value);
    }
    return {};
}

HttpAnswer json_answer(const json::object& document, int status) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = json::serialize(document);
    return answer;
}

HttpAnswer problem_answer(const Problem& problem, int status) {
    HttpAnswer answer;
    answer.status = status == 0 ? http_status(problem.refusal) : status;
    answer.content_type = "application/problem+json";
    answer.body = problem_document(problem);
    if (answer.status != http_status(problem.refusal)) {
        json::object document = json::parse(answer.body).as_object();
        document["status"] = answer.status;
        answer.body = json::serialize(document);
    }
    return answer;
}

void put_etag(const HttpRequest& request, HttpAnswer& answer, const std::string& what) {
    if (answer.status != 200 || !answer.body_file.empty()) return;
    const auto marked = [](const auto& header) { return header.first == "etag"; };
    if (std::any_of(answer.headers.begin(), answer.headers.end(), marked)) return;
    std::string etag = '"' + sha256_hex(what).substr(0, etag_digits) + '"';
    if (names_etag(header_of(request, "if-none-match"), etag)) {
        answer.status = 304;
        answer.body.clear();
    }
    answer.headers.emplace_back("etag", std::move(etag));
    // What one person may see is never for a shared cache; asking again costs a 304.
    answer.headers.emplace_back("cache-control", "private, no-cache");
}

}  // namespace coexist
