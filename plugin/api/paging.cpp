#include "api/paging.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "secrets/digest.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr int most = 200;

/// RFC 4648 base64url without padding: it needs no encoding in a query string.
std::string to_url_form(std::string text) {
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::string from_url_form(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

bool has_shape(const json::array& place, std::string_view shape) {
    if (place.size() != shape.size()) return false;
    for (std::size_t part = 0; part < shape.size(); ++part) {
        if (shape[part] == 'i' ? !place[part].is_int64() : !place[part].is_string()) return false;
    }
    return true;
}

std::optional<json::array> place_in(const std::string& cursor, const std::string& list, std::string_view shape) {
    if (cursor.find_first_of("+/=") != std::string::npos) return std::nullopt;
    const auto text = from_base64(from_url_form(cursor));
    if (!text) return std::nullopt;
    boost::system::error_code error;
    const json::value value = json::parse(*text, error);
    if (error || !value.is_object()) return std::nullopt;
    const json::object& members = value.get_object();
    const json::value* of = members.if_contains("list");
    const json::value* after = members.if_contains("after");
    if (of == nullptr || !of->is_string() || std::string_view(of->get_string()) != list) return std::nullopt;
    if (after == nullptr || !after->is_array() || !has_shape(after->get_array(), shape)) return std::nullopt;
    return after->get_array();
}

}  // namespace

Result<Page> page_of(const Query& query, std::string list, std::string_view shape) {
    Page page;
    page.list = std::move(list);
    if (const std::string limit = query.value("limit"); !limit.empty()) {
        const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), page.limit);
        if (error != std::errc() || end != limit.data() + limit.size() || page.limit < 1 || page.limit > most) {
            return Problem{Refusal::invalid,
                           "limit_invalid",
                           "The limit is not a whole number from 1 to " + std::to_string(most) + ".",
                           "Ask for 1 to 200 items, and follow next_cursor for more.",
                           {}};
        }
    }
    if (const std::string cursor = query.value("cursor"); !cursor.empty()) {
        page.after = place_in(cursor, page.list, shape);
        if (!page.after) {
            return Problem{Refusal::invalid,
                           "cursor_invalid",
                           "The cursor was not made by this list with these filters.",
                           "Pass next_cursor unchanged, with the filters of the request that answered it, or start "
                           "again without a cursor.",
                           {}};
        }
    }
    return page;
}

void put_next(json::object& answer, const Page& page, json::array place, std::string_view name) {
    const json::object cursor{{"list", page.list}, {"after", std::move(place)}};
    answer[name] = to_url_form(to_base64(json::serialize(cursor)));
}

}  // namespace coexist
