#pragma once
#include <string>
#include <string_view>

#include "model/account_life.hpp"

namespace coexist {

/// The stored form of an AccountLife (JSON). life_from_text reads what text_from_life wrote; throws
/// std::exception on anything else, because a row of ours that cannot be read is a damaged file.
std::string text_from_life(const AccountLife& life);
AccountLife life_from_text(std::string_view text);

}  // namespace coexist
