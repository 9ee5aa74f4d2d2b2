#include "model/conversation_signs.hpp"

#include <algorithm>

namespace coexist {

void join(ConversationSigns& into, const ConversationSigns& other) {
    into.last_at = std::max(into.last_at, other.last_at);
    join(into.window, other.window);
}

ConversationSigns signs_of(const Message& told) {
    return {told.content ? told.content->evidence.at : 0, window_signs(told)};
}

}  // namespace coexist
