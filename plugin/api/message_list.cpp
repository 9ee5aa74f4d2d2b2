#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/conversation_documents.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"
#include "store/contacts.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* older = "older";
constexpr const char* newer = "newer";

/// A page of messages, newest first, and what lies beyond its ends.
struct Found {
    std::vector<MessageRow> rows;
    bool more_older = false;
    bool more_newer = false;
};

MessageCursor place_of(const MessageRow& row) {
    return {time_of(row.message), row.key};
}

/// Cuts what was read to `limit`; whether there was more.
bool cut(std::vector<MessageRow>& rows, std::size_t limit) {
    if (rows.size() <= limit) return false;
    rows.resize(limit);
    return true;
}

Found page_towards_older(Session& session, const ConversationRow& conversation,
                         const std::optional<MessageCursor>& before, std::size_t limit) {
    Found found;
    found.rows = messages_of(session, conversation, before, limit + 1);
    found.more_older = cut(found.rows, limit);
    found.more_newer = before.has_value();
    return found;
}

Found page_towards_newer(Session& session, const ConversationRow& conversation, const MessageCursor& after,
                         std::size_t limit) {
    Found found;
    found.rows = messages_since(session, conversation, after, limit + 1);
    found.more_newer = cut(found.rows, limit);
    found.more_older = true;
    std::reverse(found.rows.begin(), found.rows.end());
    return found;
}

/// The message of this id where this conversation holds it.
std::optional<MessageRow> message_within(Session& session, const ConversationRow& conversation, const std::string& id) {
    const auto key = key_of(MessageId(id));
    if (!key) return std::nullopt;
    auto row = find_message(session, resolve_alias(session, *key));
    if (!row || !row->message.content || row->account != conversation.account) return std::nullopt;
    const std::vector<std::int64_t> peers = identity_keys_of(session, conversation.tenant, conversation.contact);
    if (std::find(peers.begin(), peers.end(), row->peer) == peers.end()) return std::nullopt;
    return row;
}

Found page_around(Session& session, const ConversationRow& conversation, const MessageRow& middle, std::size_t limit) {
    const MessageCursor place = place_of(middle);
    const std::size_t after = (limit - 1) / 2;
    Found found = page_towards_newer(session, conversation, place, after);
    Found before = page_towards_older(session, conversation, place, limit - 1 - after);
    found.rows.push_back(middle);
    std::move(before.rows.begin(), before.rows.end(), std::back_inserter(found.rows));
    found.more_older = before.more_older;
    return found;
}

Problem message_elsewhere() {
    return {Refusal::not_found,
            "message_not_found",
            "This conversation has no message of this id.",
            "Take the id from the messages of this conversation, or from a search.",
            {}};
}

Problem two_places() {
    return {Refusal::invalid,
            "query_invalid",
            "A page is either around a message or where a cursor goes on.",
            "Send around for the first page, then only the cursors that it answers.",
            {}};
}

}  // namespace

Result<HttpAnswer> list_messages(const Call& call) {
    const auto page = page_of(call.query, "messages/" + std::string(call.ids.front()), "sii");
    if (!page) return page.problem();
    const std::string around = call.query.value("around");
    if (!around.empty() && page->after) return two_places();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto conversation = conversation_asked(call, *session);
    if (!conversation) return conversation.problem();

    const auto limit = static_cast<std::size_t>(page->limit);
    std::optional<MessageCursor> place;
    if (page->after) place = MessageCursor{page->after->at(1).as_int64(), page->after->at(2).as_int64()};
    Found found;
    if (!around.empty()) {
        const auto middle = message_within(*session, *conversation, around);
        if (!middle) return message_elsewhere();
        found = page_around(*session, *conversation, *middle, limit);
    } else if (place && page->after->at(0).as_string() == newer) {
        found = page_towards_newer(*session, *conversation, *place, limit);
    } else {
        found = page_towards_older(*session, *conversation, place, limit);
    }

    json::object answer;
    json::array& messages = answer["messages"].emplace_array();
    for (const MessageRow& row : found.rows) messages.push_back(message_document(*session, row));
    if (found.rows.empty()) return json_answer(answer);
    const MessageCursor first = place_of(found.rows.front());
    const MessageCursor last = place_of(found.rows.back());
    if (found.more_older) put_next(answer, *page, {older, last.at, last.key});
    if (found.more_newer) put_next(answer, *page, {newer, first.at, first.key}, "previous_cursor");
    return json_answer(answer);
}

}  // namespace coexist
