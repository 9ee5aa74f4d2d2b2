#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/message.hpp"
#include "store/session.hpp"

namespace coexist {

/// One merged message. `peer` is the smallest hash of the customer's identities on it (0: not told yet), `at` the time
/// to sort by in Unix seconds; both are made of `message` and stand apart only for the index.
struct MessageRow {
    std::int64_t key = 0;
    std::int64_t account = 0;
    std::int64_t peer = 0;
    std::int64_t revision = 0;  ///< 0: never told to the host
    Message message;
};

/// Where a list goes on: strictly before this (newest first).
struct MessageCursor {
    std::int64_t at = 0;
    std::int64_t key = 0;
};

std::optional<MessageRow> find_message(Session& session, std::int64_t key);
void save_message(Session& session, const MessageRow& row);
void delete_message(Session& session, std::int64_t key);
/// The row that answers for `key`: another one where the key is an alias (a wamid of a message we sent).
std::int64_t resolve_alias(Session& session, std::int64_t key);
void save_alias(Session& session, std::int64_t key, std::int64_t target);

/// Messages of one account with any of these peers, newest first.
std::vector<MessageRow> messages_with(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers,
                                      const std::optional<MessageCursor>& before, int limit);
/// The smallest identity hash of the message's peers; 0 if there are none.
std::int64_t peer_of(const Message& message);

}  // namespace coexist
