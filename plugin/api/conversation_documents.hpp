#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "store/claims.hpp"
#include "store/conversations.hpp"
#include "store/messages.hpp"

namespace coexist {

/// A conversation of the actor's tenants; `conversation_not_found`, also for another tenant's. It is named by the
/// path's first variable part.
Result<ConversationRow> conversation_asked(const Call& call, Session& session);

/// The accounts that the parameters `account` and `tenant` leave of the actor's.
Result<std::vector<AccountRow>> accounts_asked(const Call& call, Session& session);

/// Conversations of these accounts strictly before the place, newest first over all of them; `limit` at most.
std::vector<ConversationRow> newest_conversations(Session& session, const std::vector<AccountRow>& accounts,
                                                  const std::optional<ConversationCursor>& before, int limit);

/// What a list of messages shows, newest first, `wanted` at most: rows that hold a message. A status of a message that
/// nobody told us of is kept, but is no message yet. `before`: strictly older than this; nothing: from the newest on.
std::vector<MessageRow> messages_of(Session& session, const ConversationRow& conversation,
                                    const std::optional<MessageCursor>& before, std::size_t wanted);
/// The same on the newer side of a place, nearest to it first.
std::vector<MessageRow> messages_since(Session& session, const ConversationRow& conversation,
                                       const MessageCursor& after, std::size_t wanted);

/// The first characters of a text, at most `bytes` of UTF-8, never half a character.
std::string beginning_of(std::string_view text, std::size_t bytes);

/// What a list shows of a conversation beside the conversation itself: who it is with, and its newest message.
boost::json::object listed_document(Session& session, const ConversationRow& row, std::int64_t now);

/// Puts `answering` into a conversation's document where somebody is answering.
void put_answering(boost::json::object& out, const Call& call, const std::map<std::int64_t, ClaimRow>& claims,
                   const ConversationRow& row);

}  // namespace coexist
