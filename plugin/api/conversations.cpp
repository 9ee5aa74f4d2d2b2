#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// A conversation of the actor's tenants.
Result<ConversationRow> conversation_asked(const Call& call, Session& session) {
    if (const auto key = key_of(ConversationId(std::string(call.ids.front())))) {
        auto row = find_conversation(session, *key);
        if (row && call.actor.serves(row->tenant)) return std::move(*row);
    }
    return Problem{Refusal::not_found,
                   "conversation_not_found",
                   "None of your tenants has a conversation of this id.",
                   "Take the id from the list of conversations; one that went up in another is told by the feed.",
                   {}};
}

/// The accounts whose conversations the list covers.
Result<std::vector<AccountRow>> accounts_asked(const Call& call, Session& session) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    std::vector<AccountRow> accounts;
    if (const std::string id = call.query.value("account"); !id.empty()) {
        auto account = account_asked(call, session, id);
        if (!account) return account.take_problem();
        if (std::find(tenants->begin(), tenants->end(), account->tenant) != tenants->end()) {
            accounts.push_back(std::move(account).value());
        }
        return accounts;
    }
    for (const TenantId& tenant : *tenants) {
        for (AccountRow& account : accounts_of_tenant(session, tenant)) accounts.push_back(std::move(account));
    }
    return accounts;
}

/// Newest first over all accounts; one more than the page holds, if there is one.
std::vector<ConversationRow> newest_of(Session& session, const std::vector<AccountRow>& accounts, const Page& page) {
    std::optional<ConversationCursor> before;
    if (page.after) before = ConversationCursor{page.after->at(0).as_int64(), page.after->at(1).as_int64()};
    std::vector<ConversationRow> rows;
    for (const AccountRow& account : accounts) {
        for (ConversationRow& row : conversations_of_account(session, account.id, before, page.limit + 1)) {
            rows.push_back(std::move(row));
        }
    }
    const std::size_t wanted = std::min(rows.size(), static_cast<std::size_t>(page.limit) + 1);
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(wanted), rows.end(),
                      [](const ConversationRow& left, const ConversationRow& right) {
                          return left.last_at != right.last_at ? left.last_at > right.last_at : left.key > right.key;
                      });
    rows.resize(wanted);
    return rows;
}

/// What a list of messages shows: rows that hold a message. A status of a message that nobody told us of is kept, but
/// is no message yet.
std::vector<MessageRow> messages_of(Session& session, const ConversationRow& conversation, const Page& page) {
    const std::vector<std::int64_t> peers = identity_keys_of(session, conversation.tenant, conversation.contact);
    std::optional<MessageCursor> before;
    if (page.after) before = MessageCursor{page.after->at(0).as_int64(), page.after->at(1).as_int64()};
    const auto wanted = static_cast<std::size_t>(page.limit) + 1;
    std::vector<MessageRow> shown;
    for (;;) {
        std::vector<MessageRow> rows = messages_with(session, conversation.account, peers, before, page.limit + 1);
        const bool last = rows.size() < wanted;
        if (!rows.empty()) before = MessageCursor{time_of(rows.back().message), rows.back().key};
        for (MessageRow& row : rows) {
            if (row.message.content && shown.size() < wanted) shown.push_back(std::move(row));
        }
        if (last || shown.size() == wanted) return shown;
    }
}

/// The first characters of a text, at most `bytes` of UTF-8, never half a character.
std::string beginning_of(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
    return std::string(text.substr(0, bytes));
}

/// What a list shows of a conversation beside the conversation itself: who it is with, and its newest message.
json::object listed_document(Session& session, const ConversationRow& row, std::int64_t now) {
    constexpr std::size_t preview_bytes = 240;
    json::object out = conversation_document(session, row, now);
    if (const auto contact = find_contact(session, row.tenant, row.contact)) {
        json::object person = contact_document(session, *contact);
        json::object& shown = out["person"].emplace_object();
        for (const char* name : {"name", "phone", "username"}) {
            if (const json::value* told = person.if_contains(name)) shown[name] = *told;
        }
    }
    Page newest;
    newest.limit = 0;  // messages_of answers one more than the page holds
    for (const MessageRow& message : messages_of(session, row, newest)) {
        const json::object whole = message_document(session, message);
        json::object& last = out["last_message"].emplace_object();
        for (const char* name : {"id", "direction", "origin", "sent_at", "type", "placeholder", "revoked", "status"}) {
            if (const json::value* told = whole.if_contains(name)) last[name] = *told;
        }
        if (const json::value* text = whole.if_contains("text")) {
            last["text"] = beginning_of(text->as_string(), preview_bytes);
        }
    }
    return out;
}

}  // namespace

Result<HttpAnswer> list_conversations(const Call& call) {
    const std::string list = "conversations/" + call.query.value("account") + "/" + call.query.value("tenant");
    const auto page = page_of(call.query, list, "ii");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto accounts = accounts_asked(call, *session);
    if (!accounts) return accounts.problem();

    const std::int64_t now = call.services.clock.now_s();
    const std::vector<ConversationRow> rows = newest_of(*session, *accounts, *page);
    json::object answer;
    json::array& conversations = answer["conversations"].emplace_array();
    for (const ConversationRow& row : rows) {
        if (conversations.size() == static_cast<std::size_t>(page->limit)) {
            const ConversationRow& shown = rows[conversations.size() - 1];
            put_next(answer, *page, {shown.last_at, shown.key});
            break;
        }
        conversations.push_back(listed_document(*session, row, now));
    }
    return json_answer(answer);
}

Result<HttpAnswer> show_conversation(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto row = conversation_asked(call, *session);
    if (!row) return row.problem();
    return json_answer(conversation_document(*session, *row, call.services.clock.now_s()));
}

Result<HttpAnswer> list_messages(const Call& call) {
    const auto page = page_of(call.query, "messages/" + std::string(call.ids.front()), "ii");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto conversation = conversation_asked(call, *session);
    if (!conversation) return conversation.problem();

    const std::vector<MessageRow> rows = messages_of(*session, *conversation, *page);
    json::object answer;
    json::array& messages = answer["messages"].emplace_array();
    for (const MessageRow& row : rows) {
        if (messages.size() == static_cast<std::size_t>(page->limit)) {
            const MessageRow& shown = rows[messages.size() - 1];
            put_next(answer, *page, {time_of(shown.message), shown.key});
            break;
        }
        messages.push_back(message_document(*session, row));
    }
    return json_answer(answer);
}

}  // namespace coexist
