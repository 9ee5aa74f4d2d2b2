#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "store/conversations.hpp"
#include "store/session.hpp"

namespace coexist {

// What a report on an import counts. All of it is read from indexes.

/// How many messages are known of an account, live ones too.
std::int64_t count_messages(Session& session, std::int64_t account);
std::int64_t count_conversations(Session& session, std::int64_t account);

/// Files of the past that have not come: those said before `at` (Unix seconds), and the others.
struct MissingFiles {
    std::int64_t before = 0;
    std::int64_t since = 0;
};
MissingFiles count_missing_files(Session& session, std::int64_t account, std::int64_t at);

/// One chat as far as it is known.
struct HistoryThread {
    ConversationRow conversation;
    std::int64_t messages = 0;   ///< live ones too
    std::int64_t oldest_at = 0;  ///< Unix seconds; 0: no message tells a time
};
/// Chats of an account in the order of their keys, after `after` (nothing: from the first).
std::vector<HistoryThread> history_threads(Session& session, std::int64_t account,
                                           const std::optional<std::int64_t>& after, int limit);

}  // namespace coexist
