#pragma once
#include <string>
#include <string_view>

#include "model/account_life.hpp"
#include "model/account_signs.hpp"

namespace coexist {

/// The stored form of an AccountLife and of AccountSigns (JSON). Each reads what its other half wrote; throws
/// std::exception on anything else, because a row of ours that cannot be read is a damaged file.
std::string text_from_life(const AccountLife& life);
AccountLife life_from_text(std::string_view text);
std::string text_from_signs(const AccountSigns& signs);
AccountSigns signs_from_text(std::string_view text);

}  // namespace coexist
