#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "feed/resources.hpp"
#include "model/hash.hpp"
#include "model/phone_match.hpp"
#include "runtime/timestamps.hpp"
#include "store/conversation_holds.hpp"
#include "store/identity_verdicts.hpp"
#include "store/keys.hpp"
#include "store/platform_clock.hpp"

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

json::object named(const Identity& identity) {
    return {{"kind", coexist::name_of(identity.kind)}, {"value", identity.value}};
}

json::object identity_object(const PersonIdentity& one) {
    json::object out = named(one.identity);
    out["key"] = hex64(static_cast<std::uint64_t>(one.hash));
    if (one.after > 0) out["after"] = rfc3339(one.after * 1000);
    if (one.until != for_ever) out["until"] = rfc3339(one.until * 1000);
    return out;
}

void put_join(json::array& joins, const ContactRow& contact, const PersonIdentity& one, const LinkRow& link) {
    const bool here = std::any_of(contact.identities.begin(), contact.identities.end(),
                                  [&link](const PersonIdentity& other) { return other.identity == link.other; });
    if (!here) return;
    json::object out{{"one", named(one.identity)},
                     {"other", named(link.other)},
                     {"because", name_of(link.kind)},
                     {"at", rfc3339(link.evidence.at * 1000)}};
    if (!link.evidence.source.empty() && link.evidence.source != no_single_source)
        out["evidence"] = link.evidence.source;
    joins.push_back(std::move(out));
}

/// What people decided on this identity and others that are here.
void put_decided(Session& session, json::array& joins, const ContactRow& contact, const PersonIdentity& one) {
    for (const VerdictRow& decided : verdicts_on(session, contact.tenant, one.hash)) {
        if (decided.verdict.separated || key_of(decided.one) != one.hash) continue;
        const bool here =
            std::any_of(contact.identities.begin(), contact.identities.end(),
                        [&decided](const PersonIdentity& other) { return other.hash == key_of(decided.other); });
        if (!here) continue;
        joins.push_back(json::object{{"one", named(decided.one.identity)},
                                     {"other", named(decided.other.identity)},
                                     {"because", "decided"},
                                     {"at", rfc3339(decided.verdict.at)},
                                     {"evidence", decided.verdict.source},
                                     {"actor", decided.actor}});
    }
}

/// Contacts under another way to write one of this one's numbers. Whether they are the same person is not sure.
json::array maybe_same(Session& session, const ContactRow& contact) {
    std::set<std::int64_t> others;
    for (const PersonIdentity& one : contact.identities) {
        if (one.identity.kind != IdentityKind::wa_id || one.until != for_ever) continue;
        for (const std::string& alias : phone_aliases(one.identity.value)) {
            const auto row = find_identity(session, contact.tenant, key_of(Tenure{{IdentityKind::wa_id, alias}, 0}));
            if (row && row->contact != contact.contact) others.insert(row->contact);
        }
    }
    json::array out;
    for (const std::int64_t other : others) out.push_back(json::value(contact_id(other).value));
    return out;
}

json::object handover_object(Session& session, const ConversationRow& row, std::int64_t now_ms) {
    const HoldOrder order = hold_order(session, row.tenant, row.account, row.contact);
    const HandOver held = hand_over_at(row.human_at * 1000, row.human_until * 1000, order, now_ms);
    json::object out{{"held", held.held}};
    if (held.held) {
        out["until"] = rfc3339(held.until);
        out["by"] = held.by_staff ? "staff" : "answer";
    }
    if (row.human_at > 0) {
        out["answered_at"] = rfc3339(row.human_at * 1000);
        const auto answer = find_message(session, row.human_message);
        if (answer) out["answered_by"] = voice_of(answer->message) == Voice::phone ? "phone" : "crm";
        out["message"] = message_id(row.human_message).value;
    }
    if (order.at > 0) {
        out["ordered_at"] = rfc3339(order.at);
        out["ordered_by"] = order.actor;
        if (order.until == 0) out["released"] = true;
    }
    return out;
}

json::object word_object(const WordRegister& told) {
    return {{"value", told.word}, {"at", rfc3339(told.evidence.at * 1000)}};
}

}  // namespace

json::object contact_document(Session& session, const ContactRow& contact) {
    ContactNames names;
    json::array identities;
    json::array joins;
    for (const PersonIdentity& one : contact.identities) {
        join(names, one.names);
        identities.push_back(identity_object(one));
        for (const LinkRow& link : one.links) put_join(joins, contact, one, link);
        put_decided(session, joins, contact, one);
    }
    const PersonIdentity* number = number_of(contact);
    const std::string phone = number == nullptr ? std::string() : international(number->identity.value);
    json::object out{{"id", contact_id(contact.contact).value}, {"tenant", contact.tenant.value}};
    const std::string name = coexist::name_of(names);
    if (!name.empty()) out["name"] = name;
    if (!phone.empty()) out["phone"] = phone;
    if (names.username && !names.username->removed) out["username"] = names.username->name;
    out["identities"] = std::move(identities);
    if (!joins.empty()) out["joins"] = std::move(joins);
    json::array alike = maybe_same(session, contact);
    if (!alike.empty()) out["maybe_same"] = std::move(alike);
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
    const std::int64_t platform_now = platform_seconds(session, now * 1000);
    json::object window{{"state", name_of(state_of(conversation.window, platform_now))}};
    if (const std::int64_t until = open_until(conversation.window); until > 0)
        window["open_until"] = rfc3339(until * 1000);
    out["window"] = std::move(window);
    out["handover"] = handover_object(session, conversation, now * 1000);
    return out;
}

}  // namespace coexist
