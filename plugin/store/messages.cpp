#include "store/messages.hpp"

#include <algorithm>
#include <limits>
#include <sstream>
#include <utility>

#include "store/message_codec.hpp"
#include "store/newer_messages.hpp"

namespace coexist {
namespace {

constexpr const char* select_message = "SELECT account, peer, revision, value, signs FROM message WHERE key = $1";
constexpr const char* upsert_message =
    "INSERT INTO message(key, account, wamid, peer, at, revision, placeholder, voice, signs, value) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT(key) DO UPDATE SET wamid = excluded.wamid, peer = excluded.peer, at = excluded.at, "
    "revision = excluded.revision, placeholder = excluded.placeholder, voice = excluded.voice, "
    "signs = excluded.signs, value = excluded.value";
constexpr const char* delete_row = "DELETE FROM message WHERE key = $1";
constexpr const char* select_alias = "SELECT target FROM message_alias WHERE key = $1";
constexpr const char* upsert_alias =
    "INSERT INTO message_alias(key, target) VALUES($1, $2) ON CONFLICT(key) DO UPDATE SET target = excluded.target";
constexpr const char* select_with_peer =
    "SELECT key, revision, value, at, signs FROM message WHERE account = $1 AND peer = $2 AND (at < $3 OR (at = $3 AND "
    "key < "
    "$4)) "
    "ORDER BY at DESC, key DESC LIMIT $5";
constexpr const char* select_after_with_peer =
    "SELECT key, revision, value, at, signs FROM message WHERE account = $1 AND peer = $2 AND (at > $3 OR (at = $3 AND "
    "key > $4)) ORDER BY at, key LIMIT $5";
constexpr const char* select_keys = "SELECT key FROM message WHERE account = $1 AND peer = $2 ORDER BY key";
constexpr const char* select_spoken =
    "SELECT key, at, voice FROM message WHERE account = $1 AND peer = $2 AND voice > 0 "
    "ORDER BY at DESC, key DESC LIMIT $3";

// Nearly always the signs are those of the merged message; then they take no room.
std::string text_from_signs(const MessageRow& row) {
    if (row.signs == signs_of(row.message)) return {};
    std::string text = std::to_string(row.signs.last_at);
    for (const std::int64_t at :
         {row.signs.window.customer_at, row.signs.window.unconfirmed_at, row.signs.window.refused_at}) {
        text.append(1, ' ').append(std::to_string(at));
    }
    return text;
}

ConversationSigns signs_from(const std::string& text, const Message& message) {
    if (text.empty()) return signs_of(message);
    ConversationSigns signs;
    std::istringstream stream(text);
    stream >> signs.last_at >> signs.window.customer_at >> signs.window.unconfirmed_at >> signs.window.refused_at;
    return signs;
}

/// Who is asked first whose message it is. A number may be somebody else's tomorrow, a user ID is not.
int surety(IdentityKind kind) {
    switch (kind) {
        case IdentityKind::bsuid:
            return 0;
        case IdentityKind::lid:
            return 1;
        case IdentityKind::wa_id:
            return 2;
        case IdentityKind::parent_bsuid:
            break;
    }
    return 3;
}

using Place = std::pair<std::int64_t, std::int64_t>;

/// Messages with any of these peers from `start` on, by one of the two statements above and in its order.
template <typename Order>
std::vector<MessageRow> nearest(Session& session, const char* statement, std::int64_t account,
                                const std::vector<std::int64_t>& peers, const MessageCursor& start, int limit,
                                Order order) {
    std::vector<MessageRow> rows;
    for (const std::int64_t peer : peers) {
        Statement& select = session.sql(statement).with(account, peer, start.at, start.key, limit);
        while (select.next()) {
            rows.push_back({select.integer(0), account, peer, select.integer(1), message_from_text(select.bytes(2))});
            rows.back().signs = signs_from(select.text(4), rows.back().message);
        }
        select.reset();
    }
    // A person has few identities; each list is sorted and short.
    std::sort(rows.begin(), rows.end(), [&order](const MessageRow& left, const MessageRow& right) {
        return order(Place(time_of(left.message), left.key), Place(time_of(right.message), right.key));
    });
    if (rows.size() > static_cast<std::size_t>(limit)) rows.resize(static_cast<std::size_t>(limit));
    return rows;
}

}  // namespace

void tell_message(FeedWriter& feed, const TenantId& tenant, MessageRow& row) {
    const FeedLane lane = row.message.origin == Origin::imported ? FeedLane::past : FeedLane::live;
    row.revision = feed.changed(tenant.value, SubjectKind::message, row.key, row.revision, lane);
}

std::optional<MessageRow> find_message(Session& session, std::int64_t key) {
    std::optional<MessageRow> found;
    Statement& select = session.sql(select_message).with(key);
    if (select.next()) {
        found = MessageRow{key, select.integer(0), select.integer(1), select.integer(2),
                           message_from_text(select.bytes(3))};
        found->signs = signs_from(select.text(4), found->message);
    }
    select.reset();
    return found;
}

void save_message(Session& session, const MessageRow& row) {
    session.sql(upsert_message)
        .with(row.key, row.account, row.message.wamid.value, row.peer, time_of(row.message), row.revision,
              lacks_file(row.message), static_cast<int>(voice_of(row.message)), text_from_signs(row),
              text_from_message(row.message))
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
    return nearest(session, select_with_peer, account, peers, start, limit,
                   [](const auto& left, const auto& right) { return left > right; });
}

std::vector<MessageRow> messages_after(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers,
                                       const MessageCursor& after, int limit) {
    return nearest(session, select_after_with_peer, account, peers, after, limit,
                   [](const auto& left, const auto& right) { return left < right; });
}

std::vector<std::int64_t> message_keys_with(Session& session, std::int64_t account, std::int64_t peer) {
    std::vector<std::int64_t> keys;
    Statement& select = session.sql(select_keys).with(account, peer);
    while (select.next()) keys.push_back(select.integer(0));
    select.reset();
    return keys;
}

std::optional<Identity> surest_of(const Identities& identities) {
    const auto surer = [](const Identity& left, const Identity& right) {
        return std::pair(surety(left.kind), hash_of(left)) < std::pair(surety(right.kind), hash_of(right));
    };
    const auto surest = std::min_element(identities.begin(), identities.end(), surer);
    return surest == identities.end() ? std::nullopt : std::optional(*surest);
}

std::vector<Spoken> spoken_with(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers,
                                int limit) {
    std::vector<Spoken> rows;
    for (const std::int64_t peer : peers) {
        Statement& select = session.sql(select_spoken).with(account, peer, limit);
        while (select.next()) {
            rows.push_back({select.integer(0), select.integer(1), static_cast<Voice>(select.integer(2)), false});
        }
        select.reset();
    }
    std::sort(rows.begin(), rows.end(), [](const Spoken& left, const Spoken& right) {
        return std::pair(left.at, left.key) > std::pair(right.at, right.key);
    });
    if (rows.size() > static_cast<std::size_t>(limit)) rows.resize(static_cast<std::size_t>(limit));
    return rows;
}

}  // namespace coexist
