#pragma once
#include <string>
#include <string_view>

namespace coexist::cloud {

/// The field of our own test deliveries. Meta has none of this name; their entry is that of the dashboard's sample, so
/// that an older version takes them for one.
constexpr std::string_view self_test_field = "coexist_self_test";
constexpr std::string_view self_test_entry = "0";

/// A delivery that speaks of nobody and only proves its way. `word` comes back from read_webhook().
std::string self_test_body(std::string_view word);

}  // namespace coexist::cloud
