#include <boost/json.hpp>

#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

const char* name_of(WindowState state) {
    switch (state) {
        case WindowState::open:
            return "open";
        case WindowState::unconfirmed:
            return "unconfirmed";
        case WindowState::closed:
            break;
    }
    return "closed";
}

json::object word_object(const WordRegister& told) {
    return {{"value", told.word}, {"at", rfc3339(told.evidence.at * 1000)}};
}

}  // namespace

json::object contact_document(const ContactRow& contact) {
    ContactNames names;
    json::array identities;
    std::string phone;
    for (const IdentityRow& row : contact.identities) {
        join(names, row.names);
        identities.push_back(
            json::object{{"kind", coexist::name_of(row.identity.kind)}, {"value", row.identity.value}});
        if (row.identity.kind == IdentityKind::wa_id && phone.empty()) phone = international(row.identity.value);
    }
    json::object out{{"id", contact_id(contact.contact).value}, {"tenant", contact.tenant.value}};
    const std::string name = coexist::name_of(names);
    if (!name.empty()) out["name"] = name;
    if (!phone.empty()) out["phone"] = phone;
    if (names.username && !names.username->removed) out["username"] = names.username->name;
    out["identities"] = std::move(identities);
    json::object preferences;
    for (const auto& [category, told] : names.preferences) preferences[category] = word_object(told);
    if (!preferences.empty()) out["preferences"] = std::move(preferences);
    if (names.thread_owner) out["thread_owner"] = word_object(*names.thread_owner);
    if (names.key_hash) out["key_hash"] = word_object(*names.key_hash);
    return out;
}

json::object conversation_document(Session& session, const ConversationRow& conversation, std::int64_t now) {
    json::object out{{"id", conversation_id(conversation.key).value},
                     {"contact", contact_id(conversation.contact).value},
                     {"tenant", conversation.tenant.value}};
    if (const auto account = find_account(session, conversation.account)) out["account"] = account->account_id.value;
    if (conversation.last_at > 0) out["last_message_at"] = rfc3339(conversation.last_at * 1000);
    json::object window{{"state", name_of(state_of(conversation.window, now))}};
    if (const std::int64_t until = open_until(conversation.window); until > 0)
        window["open_until"] = rfc3339(until * 1000);
    out["window"] = std::move(window);
    return out;
}

}  // namespace coexist
