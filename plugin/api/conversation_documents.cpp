#include "api/conversation_documents.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"
#include "store/keys.hpp"
#include "store/newer_messages.hpp"

namespace coexist {
namespace json = boost::json;

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

std::vector<ConversationRow> newest_conversations(Session& session, const std::vector<AccountRow>& accounts,
                                                  const std::optional<ConversationCursor>& before, int limit) {
    std::vector<ConversationRow> rows;
    for (const AccountRow& account : accounts) {
        for (ConversationRow& row : conversations_of_account(session, account.id, before, limit)) {
            rows.push_back(std::move(row));
        }
    }
    const std::size_t wanted = std::min(rows.size(), static_cast<std::size_t>(limit));
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(wanted), rows.end(),
                      [](const ConversationRow& left, const ConversationRow& right) {
                          return left.last_at != right.last_at ? left.last_at > right.last_at : left.key > right.key;
                      });
    rows.resize(wanted);
    return rows;
}

namespace {

/// `read` tells rows from a place on, as many as asked for; those that hold a message are kept until there are enough.
template <typename Read>
std::vector<MessageRow> holding_messages(std::optional<MessageCursor> from, std::size_t wanted, Read read) {
    std::vector<MessageRow> shown;
    while (shown.size() < wanted) {
        std::vector<MessageRow> rows = read(from, static_cast<int>(wanted));
        const bool last = rows.size() < wanted;
        if (!rows.empty()) from = MessageCursor{time_of(rows.back().message), rows.back().key};
        for (MessageRow& row : rows) {
            if (row.message.content && shown.size() < wanted) shown.push_back(std::move(row));
        }
        if (last) break;
    }
    return shown;
}

}  // namespace

std::vector<MessageRow> messages_of(Session& session, const ConversationRow& conversation,
                                    const std::optional<MessageCursor>& before, std::size_t wanted) {
    const std::vector<std::int64_t> peers = identity_keys_of(session, conversation.tenant, conversation.contact);
    return holding_messages(before, wanted, [&](const std::optional<MessageCursor>& from, int limit) {
        return messages_with(session, conversation.account, peers, from, limit);
    });
}

std::vector<MessageRow> messages_since(Session& session, const ConversationRow& conversation,
                                       const MessageCursor& after, std::size_t wanted) {
    const std::vector<std::int64_t> peers = identity_keys_of(session, conversation.tenant, conversation.contact);
    return holding_messages(after, wanted, [&](const std::optional<MessageCursor>& from, int limit) {
        return messages_after(session, conversation.account, peers, *from, limit);
    });
}

std::string beginning_of(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
    return std::string(text.substr(0, bytes));
}

namespace {

/// How many messages the guest wrote since the business last wrote, from anywhere; counted up to ten.
int unanswered(Session& session, const ConversationRow& row) {
    constexpr std::size_t most = 10;
    int count = 0;
    for (const MessageRow& message : messages_of(session, row, std::nullopt, most)) {
        if (message.message.origin != Origin::customer) break;
        ++count;
    }
    return count;
}

}  // namespace

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
    for (const MessageRow& message : messages_of(session, row, std::nullopt, 1)) {
        const json::object whole = message_document(session, message);
        json::object& last = out["last_message"].emplace_object();
        for (const char* name : {"id", "direction", "origin", "sent_at", "type", "placeholder", "revoked", "status"}) {
            if (const json::value* told = whole.if_contains(name)) last[name] = *told;
        }
        if (const json::value* text = whole.if_contains("text")) {
            last["text"] = beginning_of(text->as_string(), preview_bytes);
        }
        if (message.message.origin == Origin::customer) out["unanswered"] = unanswered(session, row);
    }
    return out;
}

void put_answering(json::object& out, const Call& call, const std::map<std::int64_t, ClaimRow>& claims,
                   const ConversationRow& row) {
    const auto found = claims.find(row.key);
    if (found == claims.end()) return;
    const ClaimRow& claim = found->second;
    out["answering"] = json::object{{"actor", claim.actor},
                                    {"name", claim.name},
                                    {"you", claim.actor == call.actor.id},
                                    {"since", rfc3339(claim.since)},
                                    {"until", rfc3339(claim.until)}};
}

}  // namespace coexist
