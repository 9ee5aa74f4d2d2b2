#pragma once
#include <cstdint>

#include "model/conversation_signs.hpp"
#include "store/session.hpp"

namespace coexist {

/// What facts told of a conversation while nobody had told yet whose it is, by the message's key.
ConversationSigns unplaced_signs(Session& session, std::int64_t message);
void save_unplaced(Session& session, std::int64_t message, const ConversationSigns& signs);
void delete_unplaced(Session& session, std::int64_t message);

}  // namespace coexist
