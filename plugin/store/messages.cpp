#include "store/messages.hpp"

#include <algorithm>
#include <limits>

#include "store/message_codec.hpp"

namespace coexist {
namespace {

constexpr const char* select_message = "SELECT account, peer, revision, value FROM message WHERE key = $1";
constexpr const char* upsert_message =
    "INSERT INTO message(key, account, wamid, peer, at, revision, placeholder, value) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT(key) DO UPDATE SET wamid = excluded.wamid, peer = excluded.peer, at = excluded.at, "
    "revision = excluded.revision, placeholder = excluded.placeholder, value = excluded.value";
constexpr const char* delete_row = "DELETE FROM message WHERE key = $1";
constexpr const char* select_alias = "SELECT target FROM message_alias WHERE key = $1";
constexpr const char* upsert_alias =
    "INSERT INTO message_alias(key, target) VALUES($1, $2) ON CONFLICT(key) DO UPDATE SET target = excluded.target";
constexpr const char* select_with_peer =
    "SELECT key, revision, value, at FROM message WHERE account = $1 AND peer = $2 AND (at < $3 OR (at = $3 AND key < "
    "$4)) "
    "ORDER BY at DESC, key DESC LIMIT $5";

}  // namespace

std::optional<MessageRow> find_message(Session& session, std::int64_t key) {
    std::optional<MessageRow> found;
    Statement& select = session.sql(select_message).with(key);
    if (select.next()) {
        found = MessageRow{key, select.integer(0), select.integer(1), select.integer(2),
                           message_from_text(select.bytes(3))};
    }
    select.reset();
    return found;
}

void save_message(Session& session, const MessageRow& row) {
    session.sql(upsert_message)
        .with(row.key, row.account, row.message.wamid.value, row.peer, time_of(row.message), row.revision,
              lacks_file(row.message), text_from_message(row.message))
        .run();
}

void delete_message(Session& session, std::int64_t key) {
    session.sql(delete_row).with(key).run();
}

std::int64_t resolve_alias(Session& session, std::int64_t key) {
    Statement& select = session.sql(select_alias).with(key);
    const std::int64_t target = select.next() ? select.integer(0) : key;
    select.reset();
    return target;
}

void save_alias(Session& session, std::int64_t key, std::int64_t target) {
    session.sql(upsert_alias).with(key, target).run();
}

std::vector<MessageRow> messages_with(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers,
                                      const std::optional<MessageCursor>& before, int limit) {
    const MessageCursor start = before.value_or(
        MessageCursor{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max()});
    std::vector<MessageRow> rows;
    for (const std::int64_t peer : peers) {
        Statement& select = session.sql(select_with_peer).with(account, peer, start.at, start.key, limit);
        while (select.next()) {
            rows.push_back({select.integer(0), account, peer, select.integer(1), message_from_text(select.bytes(2))});
        }
        select.reset();
    }
    // A person has few identities; each list is sorted and short.
    std::sort(rows.begin(), rows.end(), [](const MessageRow& left, const MessageRow& right) {
        const std::int64_t left_at = time_of(left.message);
        const std::int64_t right_at = time_of(right.message);
        return left_at != right_at ? left_at > right_at : left.key > right.key;
    });
    if (rows.size() > static_cast<std::size_t>(limit)) rows.resize(static_cast<std::size_t>(limit));
    return rows;
}

std::int64_t peer_of(const Message& message) {
    std::int64_t smallest = 0;
    for (const Identity& identity : message.peers) {
        const auto hash = static_cast<std::int64_t>(hash_of(identity));
        if (smallest == 0 || hash < smallest) smallest = hash;
    }
    return smallest;
}

}  // namespace coexist
