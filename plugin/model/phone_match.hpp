#pragma once
#include <set>
#include <string>
#include <string_view>

namespace coexist {

// Some countries changed how their mobile numbers are written, and the platform uses both ways for one line (whatsapp
// FAQs of gateways; meow.md 6.2). A key is for matching only: messages go to the address exactly as it was received.

/// What all ways to write one line have in common: Brazil's mobiles with the ninth digit, Mexico's without the 1.
/// Digits of other countries, and landlines, are their own key.
std::string canonical_phone(std::string_view digits);

/// Every way in which this number may be known, itself among them. Wider than the key in one case: an Argentine mobile
/// (549...) may be known without its 9, but a number without it may be a landline and stands for itself.
std::set<std::string> phone_aliases(std::string_view digits);

}  // namespace coexist
