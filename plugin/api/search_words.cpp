#include "api/search_words.hpp"

#include <Poco/UTF8String.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace coexist {
namespace {

constexpr std::size_t fewest_digits = 4;
// The small one without a dot, and the capital with one, which has no other case in Poco's table.
constexpr std::array<std::string_view, 2> turkish_i = {"\xC4\xB1", "\xC4\xB0"};
constexpr std::string_view left_away = "\xE2\x80\xA6";

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// In one case; as many characters as before.
std::string folded(std::string_view text) {
    const std::string low = Poco::UTF8::toLower(std::string(text));
    std::string out;
    out.reserve(low.size());
    for (std::size_t at = 0; at < low.size();) {
        const std::string_view two = std::string_view(low).substr(at, turkish_i.front().size());
        const bool turkish = std::find(turkish_i.begin(), turkish_i.end(), two) != turkish_i.end();
        out.push_back(turkish ? 'i' : low[at]);
        at += turkish ? two.size() : 1;
    }
    return out;
}

std::string digits_in(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

/// Where the character of this number begins; the end if there are fewer.
std::size_t place_of(std::string_view text, std::size_t character) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (begins_character(text[at]) && character-- == 0) return at;
    }
    return at;
}

}  // namespace

SearchWords::SearchWords(std::string_view asked) {
    std::istringstream stream(folded(asked));
    for (std::string word; stream >> word;) words_.push_back(word);
    const bool number = asked.find_first_not_of("+0123456789 ()-./") == std::string_view::npos;
    if (number) digits_ = digits_in(asked);
    if (digits_.size() < fewest_digits) digits_.clear();
}

bool SearchWords::too_short() const {
    if (words_.empty()) return true;
    const auto characters = [](const std::string& word) {
        return std::count_if(word.begin(), word.end(), begins_character);
    };
    return words_.size() == 1 && characters(words_.front()) < 2;
}

bool SearchWords::in(std::string_view text) const {
    const std::string low = folded(text);
    return std::all_of(words_.begin(), words_.end(),
                       [&low](const std::string& word) { return low.find(word) != std::string::npos; });
}

bool SearchWords::in_number(std::string_view number) const {
    return !digits_.empty() && digits_in(number).find(digits_) != std::string::npos;
}

std::string SearchWords::part_of(std::string_view text, std::size_t characters) const {
    const std::string low = folded(text);
    std::size_t first = low.size();
    for (const std::string& word : words_) first = std::min(first, low.find(word));
    const auto before = static_cast<std::size_t>(
        std::count_if(low.begin(), low.begin() + static_cast<std::ptrdiff_t>(first), begins_character));
    const std::size_t lead = characters / 4;
    const std::size_t begin = place_of(text, before > lead ? before - lead : 0);
    const std::string_view rest = text.substr(begin);
    const std::string_view part = rest.substr(0, place_of(rest, characters));
    std::string out(begin > 0 ? left_away : std::string_view());
    out += part;
    if (part.size() < rest.size()) out += left_away;
    return out;
}

}  // namespace coexist
