#include "config/schema_words.hpp"

#include "config/nearest.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace coexist::config::words {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& schema, std::string_view keyword) {
    const json::value* said = schema.if_contains(keyword);
    return said != nullptr && said->is_string() ? std::string(said->get_string()) : std::string();
}

std::string_view name_of_type(std::string_view type) {
    if (type == "string") return "text";
    if (type == "integer") return "a whole number";
    if (type == "number") return "a number";
    if (type == "boolean") return "true or false";
    if (type == "array") return "a list";
    if (type == "object") return "an object (keys with values)";
    return "null";
}

std::string_view name_of_kind(const json::value& found) {
    if (found.is_string()) return "text";
    if (found.is_int64()) return "a number";
    if (found.is_uint64()) return "a number with so many digits";
    if (found.is_double()) return "a number with a point or an exponent";
    if (found.is_bool()) return "true or false";
    return found.is_array() ? "a list" : "an object";
}

std::string join(const std::vector<std::string_view>& words, std::string_view before_last) {
    std::string joined;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (at > 0) joined += at + 1 == words.size() ? before_last : ", ";
        joined += words[at];
    }
    return joined;
}

std::vector<std::string_view> types_of(const json::object& schema) {
    const json::value* type = schema.if_contains("type");
    std::vector<std::string_view> types;
    if (type == nullptr) return types;
    if (type->is_string()) types.emplace_back(type->get_string());
    if (type->is_array()) {
        for (const json::value& one : type->get_array()) {
            if (one.is_string()) types.emplace_back(one.get_string());
        }
    }
    return types;
}

std::string shown(const json::value& allowed) {
    if (allowed.is_string()) return std::string(allowed.get_string());
    if (!allowed.is_double()) return json::serialize(allowed);
    std::array<char, 32> digits{};  // Boost.JSON would write 5E-1
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), allowed.get_double());
    return {digits.data(), end.ptr};
}

// What helps when only the way of writing is wrong.
std::string_view about_writing(const std::vector<std::string_view>& types, const json::value& found) {
    const auto wants = [&types](std::string_view type) {
        return std::find(types.begin(), types.end(), type) != types.end();
    };
    if (wants("string") && (found.is_number() || found.is_bool())) return " Put it in quotes.";
    if (!wants("integer")) return "";
    constexpr std::string_view digits_only = " Write it in digits only: no point, exponent, unit or 0 in front.";
    if (found.is_double()) return digits_only;
    if (!found.is_string() || found.get_string().empty()) return "";
    const std::string_view text = found.get_string();
    const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits && text.front() != '0') return " Write it without quotes.";
    const std::size_t first = text.find_first_of("0123456789");
    const bool number =
        first == 0 || (first == 1 && std::string_view("+-.").find(text.front()) != std::string_view::npos);
    return number ? digits_only : "";
}

// " from 1 to 20", " at least 1", or nothing.
std::string range_of(const json::object& schema) {
    const json::value* least = schema.if_contains("minimum");
    const json::value* most = schema.if_contains("maximum");
    if (least != nullptr && most != nullptr) return " from " + shown(*least) + " to " + shown(*most);
    if (least != nullptr) return " at least " + shown(*least);
    return most != nullptr ? " at most " + shown(*most) : std::string();
}

std::string first_sentence(const std::string& text) {
    const std::size_t end = text.find(". ");
    return end == std::string::npos ? text : text.substr(0, end + 1);
}

bool is_one(const json::value& bound) {
    return bound.is_int64() && bound.get_int64() == 1;
}

}  // namespace

std::string wrong_type(const json::object& schema, const json::value& found) {
    std::vector<std::string_view> types = types_of(schema);
    const std::string_view hint = about_writing(types, found);
    const bool number = types.size() == 1 && (types[0] == "integer" || types[0] == "number");
    std::transform(types.begin(), types.end(), types.begin(), name_of_type);
    const std::string wanted = join(types, " or ") + (number ? range_of(schema) : "");
    if (found.is_null()) {
        const std::string description = text_of(schema, "description");
        return "Nothing stands here, but it must be " + wanted + "." + (description.empty() ? "" : " ") + description;
    }
    std::string own = text_of(schema, "errorMessage");
    if (!own.empty()) return own;
    return "Must be " + wanted + ", not " + std::string(name_of_kind(found)) + "." + std::string(hint);
}

std::string missing(std::string_view key, const json::value* property) {
    std::string said = in_quotes(key) + " is missing.";
    if (property == nullptr || !property->is_object()) return said;
    const std::string description = first_sentence(text_of(property->get_object(), "description"));
    return description.empty() ? said : said + " " + description;
}

std::string unknown_key(std::string_view key, const std::vector<std::string_view>& known,
                        const std::vector<std::string_view>& free, bool hide_key) {
    std::string said =
        hide_key ? "A key stands here that is not known." : "The key " + in_quotes(key) + " is not known here.";
    const std::string_view meant = nearest(key, free);
    if (!meant.empty()) said += " Did you mean " + in_quotes(meant) + "?";
    return known.empty() ? said + " No key is." : said + " Known: " + join(known, ", ") + ".";
}

std::string not_in(const json::array& allowed, const json::value& found) {
    std::vector<std::string> texts;
    for (const json::value& one : allowed) texts.push_back(shown(one));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    std::string said = "Must be one of: " + join(views, ", ") + ".";
    const std::string_view meant = found.is_string() ? nearest(found.get_string(), views) : std::string_view();
    return meant.empty() ? said : said + " Did you mean " + in_quotes(meant) + "?";
}

std::string must_be(const json::value& only) {
    return "Must be " + shown(only) + ".";
}

std::string wrong_form(const json::object& schema) {
    const std::string own = text_of(schema, "patternErrorMessage");
    return own.empty() ? "Does not have the form " + text_of(schema, "pattern") + " ." : own;
}

std::string forbidden(const json::object& schema) {
    const std::string own = text_of(schema, "errorMessage");
    return own.empty() ? "This is not allowed here." : own;
}

std::string out_of_range(const json::object& schema) {
    return "Must be" + range_of(schema) + ".";
}

std::string too_short(const json::value& bound) {
    return is_one(bound) ? "Must not be empty." : "Must have at least " + shown(bound) + " characters.";
}
std::string too_long(const json::value& bound) {
    return "Must have at most " + shown(bound) + " characters.";
}

std::string too_few(const json::value& bound, std::string_view of, const std::vector<std::string_view>& known) {
    std::string said = "Must hold at least " + shown(bound) + " " + std::string(of) + (is_one(bound) ? "" : "s");
    return known.empty() ? said + "." : said + ": " + join(known, " or ") + ".";
}
std::string too_many(const json::value& bound, std::string_view of, const std::vector<std::string_view>& known) {
    std::string said = "Must hold at most " + shown(bound) + " " + std::string(of) + (is_one(bound) ? "" : "s");
    return known.empty() ? said + "." : said + ": " + join(known, " or ") + ".";
}

}  // namespace coexist::config::words
