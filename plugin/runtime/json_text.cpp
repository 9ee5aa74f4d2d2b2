#include "runtime/json_text.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <set>
#include <vector>

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t deepest = 32;

/// One object or array that is open while the text is walked through.
struct Open {
    bool object = false;
    std::set<std::string> names;
    std::string name;       ///< of the member that is being read
    std::size_t count = 0;  ///< elements before this one
};

std::string pointer_to(const std::vector<Open>& open) {
    std::string pointer;
    for (const Open& one : open) {
        pointer += '/';
        if (!one.object) pointer += std::to_string(one.count);
        for (const char letter : one.name)
            pointer += letter == '~' ? "~0" : letter == '/' ? "~1" : std::string(1, letter);
    }
    return pointer;
}

std::size_t end_of_string(std::string_view text, std::size_t begin) {
    std::size_t place = begin + 1;
    while (text[place] != '"') place += text[place] == '\\' ? 2 : 1;
    return place + 1;
}

std::string plain(std::string_view quoted) {
    const json::value value = json::parse(json::string_view(quoted.data(), quoted.size()));
    return {value.get_string().data(), value.get_string().size()};
}

ProblemError fault_at(std::string_view text, std::size_t place, std::string detail) {
    const std::string_view before = text.substr(0, place);
    const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {"", std::move(detail), static_cast<int>(std::count(before.begin(), before.end(), '\n') + 1),
            static_cast<int>(place - line_begin + 1)};
}

// Boost.JSON reads a number that is too large as infinity, which no JSON can say again.
bool fits(std::string_view number) {
    constexpr std::size_t surely_fits = 300;  // digits; the largest double has 309
    if (number.size() <= surely_fits && number.find_first_of("eE") == std::string_view::npos) return true;
    return std::isfinite(json::parse(json::string_view(number.data(), number.size())).to_number<double>());
}

// What the parser lets pass: the first name that an object has twice, or number that is too large. The text is valid.
std::optional<ProblemError> fault_inside(std::string_view text) {
    std::vector<Open> open;
    for (std::size_t place = 0; place < text.size();) {
        const char letter = text[place];
        if (letter == '{' || letter == '[') {
            open.emplace_back();
            open.back().object = letter == '{';
        } else if (letter == '}' || letter == ']') {
            open.pop_back();
        } else if (letter == ',' && !open.back().object) {
            ++open.back().count;
        } else if (letter == '"') {
            const std::size_t end = end_of_string(text, place);
            const std::size_t next = text.find_first_not_of(" \t\r\n", end);
            if (next != std::string_view::npos && text[next] == ':') {
                Open& object = open.back();
                object.name = plain(text.substr(place, end - place));
                if (!object.names.insert(object.name).second) {
                    ProblemError twice =
                        fault_at(text, place, "This name comes twice in one object; which one is meant?");
                    twice.path = pointer_to(open);
                    return twice;
                }
            }
            place = end;
            continue;
        } else if (letter == '-' || (letter >= '0' && letter <= '9')) {
            const std::size_t end = std::min(text.find_first_not_of("+-.0123456789eE", place), text.size());
            if (!fits(text.substr(place, end - place))) {
                ProblemError large = fault_at(text, place, "This number is too large.");
                large.path = pointer_to(open);
                return large;
            }
            place = end;
            continue;
        }
        ++place;
    }
    return std::nullopt;
}

std::string words(const json::error_code& error) {
    if (error == json::error::too_deep) return "It is nested deeper than " + std::to_string(deepest) + " levels.";
    if (error == json::error::incomplete) return "It ends too early.";
    if (error == json::error::extra_data) return "Something follows after its end.";
    // Boost.JSON calls bytes that are no UTF-8, and control characters inside a text, a syntax error too.
    return "What stands here is no JSON, or no UTF-8.";
}

}  // namespace

std::optional<ProblemError> read_json(std::string_view text, json::value& into) {
    json::stream_parser parser;
    json::error_code error;
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    if (!error && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) error = json::error::extra_data;
    if (!error) parser.finish(error);
    if (error) return fault_at(text, read, words(error));
    into = parser.release();
    return fault_inside(text);
}

}  // namespace coexist
