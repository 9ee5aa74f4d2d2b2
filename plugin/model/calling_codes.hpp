#pragma once
#include <string>
#include <string_view>

namespace coexist {

/// The country of a phone number in digits with its country code, as ISO 3166-1 names it ("DE"): by ITU-T E.164's list
/// of country codes. Codes that several countries share answer the largest of them ("US" for 1, "RU" for 7, "GB" for
/// 44), which is also how Meta's price list groups most of them. Empty for a code that belongs to no country.
std::string_view country_of_number(std::string_view digits);

}  // namespace coexist
