#include "channels/cloud/json_mending.hpp"

#include <optional>

namespace coexist::cloud {
namespace {

/// The code unit of an escape `\uXXXX` at the start of `text`.
std::optional<unsigned> escaped_unit(std::string_view text) {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
    unsigned unit = 0;
    for (const char digit : text.substr(2, 4)) {
        unit *= 16;
        if (digit >= '0' && digit <= '9') {
            unit += static_cast<unsigned>(digit - '0');
        } else if (digit >= 'a' && digit <= 'f') {
            unit += static_cast<unsigned>(digit - 'a' + 10);
        } else if (digit >= 'A' && digit <= 'F') {
            unit += static_cast<unsigned>(digit - 'A' + 10);
        } else {
            return std::nullopt;
        }
    }
    return unit;
}

bool is_high(unsigned unit) {
    return unit >= 0xd800 && unit <= 0xdbff;
}
bool is_low(unsigned unit) {
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/// Copies the escape at the start of `rest` and answers how many bytes it was.
std::size_t copy_escape(std::string_view rest, std::string& into) {
    const auto unit = escaped_unit(rest);
    std::size_t size = unit ? 6 : 2;
    if (unit && is_high(*unit)) {
        const auto second = escaped_unit(rest.substr(6));
        if (second && is_low(*second)) {
            size = 12;
        } else {
            into += "\\ufffd";
            return 6;
        }
    } else if (unit && is_low(*unit)) {
        into += "\\ufffd";
        return 6;
    }
    into += rest.substr(0, size);
    return size < rest.size() ? size : rest.size();
}

std::size_t copy_string(std::string_view rest, std::string& into) {
    into += '"';
    std::size_t place = 1;
    while (place < rest.size()) {
        if (rest[place] == '\\') {
            place += copy_escape(rest.substr(place), into);
            continue;
        }
        into += rest[place];
        if (rest[place++] == '"') break;
    }
    return place;
}

std::size_t copy_number(std::string_view rest, std::string& into) {
    constexpr std::size_t surely_fits = 15;  // digits of a double, and fewer than those of 64 bits
    std::size_t size = rest.find_first_not_of("0123456789+-.eE");
    if (size == std::string_view::npos) size = rest.size();
    const std::string_view number = rest.substr(0, size);
    const bool quoted = size > surely_fits || number.find_first_of("eE") != std::string_view::npos;
    if (quoted) into += '"';
    into += number;
    if (quoted) into += '"';
    return size;
}

}  // namespace

std::string mended(std::string_view body) {
    std::string copy;
    copy.reserve(body.size() + 64);
    std::size_t place = 0;
    while (place < body.size()) {
        const char letter = body[place];
        if (letter == '"') {
            place += copy_string(body.substr(place), copy);
        } else if (letter == '-' || (letter >= '0' && letter <= '9')) {
            place += copy_number(body.substr(place), copy);
        } else {
            copy += letter;
            ++place;
        }
    }
    return copy;
}

}  // namespace coexist::cloud
