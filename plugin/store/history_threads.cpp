#include "store/history_threads.hpp"

#include <algorithm>
#include <limits>

#include "store/contacts.hpp"

namespace coexist {
namespace {

constexpr const char* select_messages = "SELECT count(*) FROM message WHERE account = $1";
constexpr const char* select_conversations = "SELECT count(*) FROM conversation WHERE account = $1";
constexpr const char* select_missing =
    "SELECT count(*), coalesce(sum(at < $2), 0) FROM message WHERE account = $1 AND placeholder = 1";
constexpr const char* select_keys =
    "SELECT key FROM conversation WHERE account = $1 AND key >= $2 ORDER BY key LIMIT $3";
constexpr const char* select_of_peer =
    "SELECT count(*), coalesce(min(at), 0) FROM message WHERE account = $1 AND peer = $2 AND at > 0";

std::int64_t number(Statement& select) {
    const std::int64_t value = select.next() ? select.integer(0) : 0;
    select.reset();
    return value;
}

HistoryThread thread_of(Session& session, const ConversationRow& conversation) {
    HistoryThread thread;
    thread.conversation = conversation;
    const auto contact = find_contact(session, conversation.tenant, conversation.contact);
    if (!contact) return thread;
    for (const PersonIdentity& identity : contact->identities) {
        Statement& select = session.sql(select_of_peer).with(conversation.account, identity.hash);
        if (select.next() && select.integer(0) > 0) {
            thread.messages += select.integer(0);
            const std::int64_t at = select.integer(1);
            thread.oldest_at = thread.oldest_at == 0 ? at : std::min(thread.oldest_at, at);
        }
        select.reset();
    }
    return thread;
}

}  // namespace

std::int64_t count_messages(Session& session, std::int64_t account) {
    return number(session.sql(select_messages).with(account));
}

std::int64_t count_conversations(Session& session, std::int64_t account) {
    return number(session.sql(select_conversations).with(account));
}

MissingFiles count_missing_files(Session& session, std::int64_t account, std::int64_t at) {
    MissingFiles found;
    Statement& select = session.sql(select_missing).with(account, at);
    if (select.next()) found = {select.integer(1), select.integer(0) - select.integer(1)};
    select.reset();
    return found;
}

std::vector<HistoryThread> history_threads(Session& session, std::int64_t account,
                                           const std::optional<std::int64_t>& after, int limit) {
    const std::int64_t first = after ? *after : std::numeric_limits<std::int64_t>::min();
    std::vector<std::int64_t> keys;
    Statement& select = session.sql(select_keys).with(account, first, limit + 1);
    while (select.next()) keys.push_back(select.integer(0));
    select.reset();
    std::vector<HistoryThread> threads;
    for (const std::int64_t key : keys) {
        if ((after && key == *after) || threads.size() == static_cast<std::size_t>(limit)) continue;
        if (const auto conversation = find_conversation(session, key)) {
            threads.push_back(thread_of(session, *conversation));
        }
    }
    return threads;
}

}  // namespace coexist
