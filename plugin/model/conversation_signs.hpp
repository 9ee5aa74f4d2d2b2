#pragma once
#include <cstdint>

#include "model/message.hpp"
#include "model/window.hpp"

namespace coexist {

/// What facts about messages tell of the conversation that they are in. Values join by maximum, over all facts and not
/// over merged messages: a fact that lost against a better one counts too, whichever came first.
struct ConversationSigns {
    std::int64_t last_at = 0;  ///< newest content, platform Unix seconds
    Window window;
    bool operator==(const ConversationSigns&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(ConversationSigns& into, const ConversationSigns& other);

/// What one fact tells.
ConversationSigns signs_of(const Message& told);

}  // namespace coexist
