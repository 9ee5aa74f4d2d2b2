#pragma once
#include <cstdint>
#include <vector>

#include "store/messages.hpp"

namespace coexist {

/// As messages_with(), from the other side: those strictly after a place, nearest to it first.
std::vector<MessageRow> messages_after(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers,
                                       const MessageCursor& after, int limit);

}  // namespace coexist
