#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace coexist::config {

/// The known word that a person most likely meant by `typed`: the one with the fewest typing slips (a letter
/// too many, too few, wrong, or two exchanged), at most one slip in three letters. Empty: none is near.
std::string_view nearest(std::string_view typed, const std::vector<std::string_view>& known);

/// A key as it is shown in a message: in quotes, shortened, without control characters.
std::string in_quotes(std::string_view key);

}  // namespace coexist::config
