#include "model/phone_match.hpp"

namespace coexist {
namespace {

bool begins(std::string_view digits, std::string_view prefix) {
    return digits.substr(0, prefix.size()) == prefix;
}

/// 55, two digits of the area, eight digits of which the first is a mobile's.
bool brazilian_mobile_without_nine(std::string_view digits) {
    return digits.size() == 12 && begins(digits, "55") && digits[4] >= '6' && digits[4] <= '9';
}

/// The same with a nine before those eight. Landlines have never been given one.
bool brazilian_mobile_with_nine(std::string_view digits) {
    return digits.size() == 13 && begins(digits, "55") && digits[4] == '9' && digits[5] >= '6' && digits[5] <= '9';
}

bool mexican_with_one(std::string_view digits) {
    return digits.size() == 13 && begins(digits, "521");
}

bool mexican(std::string_view digits) {
    return digits.size() == 12 && begins(digits, "52");
}

bool argentine_mobile(std::string_view digits) {
    return digits.size() == 13 && begins(digits, "549");
}

std::string without(std::string_view digits, std::size_t place) {
    std::string shorter(digits);
    shorter.erase(place, 1);
    return shorter;
}

std::string with(std::string_view digits, std::size_t place, char digit) {
    std::string longer(digits);
    longer.insert(place, 1, digit);
    return longer;
}

}  // namespace

std::string canonical_phone(std::string_view digits) {
    if (brazilian_mobile_without_nine(digits)) return with(digits, 4, '9');
    if (mexican_with_one(digits)) return without(digits, 2);
    return std::string(digits);
}

std::set<std::string> phone_aliases(std::string_view digits) {
    std::set<std::string> aliases{std::string(digits), canonical_phone(digits)};
    if (brazilian_mobile_with_nine(digits)) aliases.insert(without(digits, 4));
    if (mexican(digits)) aliases.insert(with(digits, 2, '1'));
    if (argentine_mobile(digits)) aliases.insert(without(digits, 2));
    return aliases;
}

}  // namespace coexist
