#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/conversation_signs.hpp"
#include "model/hand_over.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/feed_rows.hpp"
#include "store/session.hpp"

namespace coexist {

/// One merged message. `peer` is the key of the identity that tells whose it is (0: not told yet): of the customer's
/// names on it the one that is passed on to others least, for the tenure of its time.
struct MessageRow {
    std::int64_t key = 0;
    std::int64_t account = 0;
    std::int64_t peer = 0;
    std::int64_t revision = 0;  ///< 0: never told to the host
    Message message;
    ConversationSigns signs = {};  ///< what all facts of it told of its conversation, those too that lost here
};

/// Where a list goes on: strictly before this (newest first).
struct MessageCursor {
    std::int64_t at = 0;
    std::int64_t key = 0;
};

/// Puts the message at the end of the lane that it belongs to now, and notes its place in the row; the caller saves it.
void tell_message(FeedWriter& feed, const TenantId& tenant, MessageRow& row);

std::optional<MessageRow> find_message(Session& session, std::int64_t key);
void save_message(Session& session, const MessageRow& row);
void delete_message(Session& session, std::int64_t key);
/// The row that answers for `key`: another one where the key is an alias (a wamid of a message we sent).
std::int64_t resolve_alias(Session& session, std::int64_t key);
void save_alias(Session& session, std::int64_t key, std::int64_t target);

/// Messages of one account with any of these peers, newest first.
std::vector<MessageRow> messages_with(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers,
                                      const std::optional<MessageCursor>& before, int limit);
/// The keys of all messages of one account with this peer.
std::vector<std::int64_t> message_keys_with(Session& session, std::int64_t account, std::int64_t peer);
/// Of these names the one that is passed on to others least: a user ID before a number. Nothing if there are none.
std::optional<Identity> surest_of(const Identities& identities);

/// Who spoke live with these peers, newest first, at most `limit`. Whether a text is automatic is not told.
std::vector<Spoken> spoken_with(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers,
                                int limit);

}  // namespace coexist
