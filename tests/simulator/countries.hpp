#pragma once
#include <array>
#include <string_view>

namespace sim {

struct CallingCode {
    std::string_view digits;
    std::string_view country;
};

/// Enough of the numbering plan to give guests of tests a country; others get "US".
inline constexpr std::array<CallingCode, 14> calling_codes{{{"90", "TR"},
                                                            {"49", "DE"},
                                                            {"39", "IT"},
                                                            {"46", "SE"},
                                                            {"44", "GB"},
                                                            {"33", "FR"},
                                                            {"34", "ES"},
                                                            {"31", "NL"},
                                                            {"43", "AT"},
                                                            {"41", "CH"},
                                                            {"7", "RU"},
                                                            {"91", "IN"},
                                                            {"55", "BR"},
                                                            {"1", "US"}}};

/// The calling code a wa_id begins with, or {"", "US"}.
inline CallingCode calling_code_of(std::string_view digits) {
    for (const auto& code : calling_codes) {
        if (digits.substr(0, code.digits.size()) == code.digits) return code;
    }
    return {"", "US"};
}

}  // namespace sim
