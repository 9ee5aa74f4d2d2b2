#include "actions/recipient.hpp"

#include <boost/json.hpp>

#include "model/phone_match.hpp"
#include "store/contacts.hpp"
#include "store/conversations.hpp"
#include "store/keys.hpp"
#include "store/messages.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::string text(const json::object& input, const char* name) {
    const json::value* found = input.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

Problem not_found(const char* code, const char* what) {
    return {Refusal::not_found,
            code,
            std::string("There is no such ") + what + " on this account.",
            "Take the id from the list of conversations or contacts.",
            {}};
}

Result<Recipient> person(Session& session, const AccountRow& account, std::int64_t contact) {
    const auto row = find_contact(session, account.tenant, contact);
    if (!row) return not_found("contact_not_found", "contact");
    Recipient recipient;
    if (const PersonIdentity* number = number_of(*row)) {
        recipient.identity = number->identity;
    } else if (const PersonIdentity* user_id = user_id_of(*row)) {
        recipient.identity = user_id->identity;
    }
    if (recipient.identity.value.empty()) {
        return Problem{Refusal::conflict,
                       "recipient_unreachable",
                       "This contact has neither a phone number nor a user id that the platform can send to.",
                       "Ask the guest to write first, or reach him another way.",
                       {}};
    }
    const auto conversation = find_conversation(session, conversation_key(account.account_id, contact));
    if (conversation) recipient.window = conversation->window;
    return recipient;
}

/// Whoever has this number now, or the one person who is known under another way to write it: messages go to an address
/// as the platform wrote it. Of several such nobody is taken.
std::optional<IdentityRow> known_number(Session& session, const TenantId& tenant, const std::string& digits) {
    if (auto exact = holder_at(session, tenant, {IdentityKind::wa_id, digits})) return exact;
    std::vector<IdentityRow> alike;
    for (const std::string& alias : phone_aliases(digits)) {
        if (auto row = holder_at(session, tenant, {IdentityKind::wa_id, alias})) alike.push_back(std::move(*row));
    }
    return alike.size() == 1 ? std::optional(alike.front()) : std::nullopt;
}

/// Somebody who need not be known yet: a closed window then.
Recipient named(Session& session, const AccountRow& account, Identity identity,
                const std::optional<IdentityRow>& known) {
    Recipient recipient{known ? known->identity : std::move(identity), {}};
    if (known) {
        const auto conversation = find_conversation(session, conversation_key(account.account_id, known->contact));
        if (conversation) recipient.window = conversation->window;
    }
    return recipient;
}

}  // namespace

Result<Recipient> recipient_of(Session& session, const AccountRow& account, const json::object& input) {
    if (const std::string id = text(input, "contact"); !id.empty()) {
        const auto key = key_of(ContactId(id));
        return key ? person(session, account, *key) : not_found("contact_not_found", "contact");
    }
    if (const std::string id = text(input, "conversation"); !id.empty()) {
        const auto key = key_of(ConversationId(id));
        const auto conversation = key ? find_conversation(session, *key) : std::nullopt;
        if (!conversation || conversation->account != account.id) {
            return not_found("conversation_not_found", "conversation");
        }
        return person(session, account, conversation->contact);
    }
    if (const std::string id = text(input, "message"); !id.empty()) {
        const auto key = key_of(MessageId(id));
        const auto row = key ? find_message(session, resolve_alias(session, *key)) : std::nullopt;
        const auto peer =
            row && row->account == account.id ? find_identity(session, account.tenant, row->peer) : std::nullopt;
        return peer ? person(session, account, peer->contact) : not_found("message_not_found", "message");
    }
    if (const std::string id = text(input, "user_id"); !id.empty()) {
        const Identity user{IdentityKind::bsuid, id};
        return named(session, account, user, holder_at(session, account.tenant, user));
    }
    const std::string digits = digits_of(text(input, "to"));
    return named(session, account, {IdentityKind::wa_id, digits}, known_number(session, account.tenant, digits));
}

}  // namespace coexist
