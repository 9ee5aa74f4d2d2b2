#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "model/ids.hpp"
#include "model/window.hpp"
#include "store/session.hpp"

namespace coexist {

/// One contact on one account. Times are Unix seconds of the platform.
struct ConversationRow {
    std::int64_t key = 0;
    std::int64_t account = 0;
    TenantId tenant;
    std::int64_t contact = 0;
    std::int64_t last_at = 0;  ///< newest message of either side
    Window window;
    std::int64_t revision = 0;
    std::int64_t human_at = 0;        ///< when a person last answered, 0: none did
    std::int64_t human_until = 0;     ///< how long automation is held for it, Unix seconds
    std::int64_t human_message = 0;   ///< key of that answer
    std::int64_t human_revision = 0;  ///< its place in the feed
};

/// Where a list goes on: strictly before this (newest first).
struct ConversationCursor {
    std::int64_t last_at = 0;
    std::int64_t key = 0;
};

std::optional<ConversationRow> find_conversation(Session& session, std::int64_t key);
void save_conversation(Session& session, const ConversationRow& row);
void delete_conversation(Session& session, std::int64_t key);
std::vector<ConversationRow> conversations_of_contact(Session& session, const TenantId& tenant, std::int64_t contact);
/// Conversations of one account, newest first.
std::vector<ConversationRow> conversations_of_account(Session& session, std::int64_t account,
                                                      const std::optional<ConversationCursor>& before, int limit);

}  // namespace coexist
