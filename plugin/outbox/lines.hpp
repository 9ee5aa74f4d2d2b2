#pragma once
#include <map>
#include <memory>

#include "channel/channel.hpp"
#include "model/problem.hpp"
#include "secrets/token_cipher.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// The providers that this plugin serves.
using Channels = std::map<Provider, std::shared_ptr<Channel>>;

/// The line of an account with its token opened. Problem of the cipher if the token cannot be opened.
Result<Line> line_of(const AccountRow& account, const TokenCipher& cipher);

}  // namespace coexist
