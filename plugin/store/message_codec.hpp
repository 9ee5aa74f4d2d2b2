#pragma once
#include <string>
#include <string_view>

#include "model/message.hpp"

namespace coexist {

/// The stored form of merged values (JSON; absent parts take no room). The readers take what the writers wrote and
/// throw std::exception on anything else, because a row of ours that cannot be read is a damaged file.
std::string text_from_message(const Message& message);
Message message_from_text(std::string_view text);

}  // namespace coexist
