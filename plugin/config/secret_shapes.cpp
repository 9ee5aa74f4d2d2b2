#include "config/secret_shapes.hpp"

#include <algorithm>

namespace coexist::config {
namespace {

constexpr std::size_t shortest_token = 23;
constexpr std::size_t shortest_key = 20;
constexpr std::string_view private_key = "-----BEGIN";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_alphanumeric(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_token(std::string_view word) {
    const std::size_t begin = word.find("EAA");
    return begin != std::string_view::npos && word.size() - begin >= shortest_token;
}

bool is_hex_secret(std::string_view word) {
    return (word.size() == 32 || word.size() == 64) && std::all_of(word.begin(), word.end(), is_hex) &&
           !std::all_of(word.begin(), word.end(), is_digit);
}

bool is_long_key(std::string_view word) {
    return word.size() >= shortest_key && std::any_of(word.begin(), word.end(), is_digit) &&
           !std::all_of(word.begin(), word.end(), is_digit);
}

// The first word (letters and digits) at or after `from`, and where it begins; empty at the end.
std::string_view next_word(std::string_view text, std::size_t& from) {
    while (from < text.size() && !is_alphanumeric(text[from])) ++from;
    std::size_t end = from;
    while (end < text.size() && is_alphanumeric(text[end])) ++end;
    return text.substr(from, end - from);
}

template <class Is>
bool holds_word(std::string_view text, Is is) {
    std::size_t at = 0;
    for (std::string_view word = next_word(text, at); !word.empty(); word = next_word(text, at)) {
        if (is(word)) return true;
        at += word.size();
    }
    return false;
}

}  // namespace

bool holds_token(std::string_view text) {
    return text.find(private_key) != std::string_view::npos || holds_word(text, is_token);
}

bool holds_hex_secret(std::string_view text) {
    return holds_word(text, is_hex_secret);
}

bool holds_long_key(std::string_view text) {
    return holds_word(text, is_long_key);
}

std::string without_secrets(std::string_view text, bool hex) {
    if (text.find(private_key) != std::string_view::npos) return "(hidden)";
    std::string shown;
    std::size_t at = 0;
    std::size_t told = 0;
    for (std::string_view word = next_word(text, at); !word.empty(); word = next_word(text, at)) {
        const bool hide = is_token(word) || (hex && is_hex_secret(word));
        shown.append(text.substr(told, at - told));
        if (hide) {
            shown += "(hidden)";
        } else {
            shown += word;
        }
        at += word.size();
        told = at;
    }
    return shown.append(text.substr(told));
}

}  // namespace coexist::config
