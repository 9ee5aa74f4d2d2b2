#include <algorithm>

#include "ingest/fold.hpp"
#include "store/keys.hpp"
#include "store/unplaced.hpp"

namespace coexist {
namespace {

// Signs of life are kept to the minute: exact enough for days, and one event a minute instead of one a message.
constexpr std::int64_t life_grain = 60;

bool worth_telling(const Message& message) {
    return message.content.has_value();
}

}  // namespace

void Fold::message_fact(const AccountRow& account, const Message& told) {
    const std::int64_t own_key = message_key(account.account_id, told.wamid.value);
    std::int64_t key = resolve_alias(session_, own_key);
    if (!told.callback.empty()) {
        const auto send = find_send(session_, OperationId(told.callback));
        if (send && send->account == account.id) {
            link(account, *send, told.wamid);
            key = send->message_key;
        }
    }
    message(account, key, told);
    seen(account, told);
}

void Fold::link(const AccountRow& account, SendRow send, const Wamid& wamid) {
    const std::int64_t own_key = message_key(account.account_id, wamid.value);
    if (resolve_alias(session_, own_key) != send.message_key) {
        save_alias(session_, own_key, send.message_key);
        const auto stray = find_message(session_, own_key);
        if (stray) {
            delete_message(session_, own_key);
            if (stray->revision > 0) {
                merged(SubjectKind::message_merged, account.tenant.value, own_key, send.message_key, stray->revision);
            }
            // Where it was known whose it is, that conversation has heard of it already.
            const ConversationSigns signs = unplaced_signs(session_, own_key);
            delete_unplaced(session_, own_key);
            merge(account, send.message_key, stray->message, signs);
        }
    }
    send.wamid = std::max(send.wamid, wamid.value);
    if (send_proven_) send_proven_(send);
}

void Fold::message(const AccountRow& account, std::int64_t key, const Message& told) {
    merge(account, key, told, signs_of(told));
}

void Fold::merge(const AccountRow& account, std::int64_t key, const Message& told, ConversationSigns signs) {
    const auto known = find_message(session_, key);
    MessageRow row = known.value_or(MessageRow{key, account.id, 0, 0, Message{}});
    if (!known) {
        row.message = told;
    } else {
        join(row.message, told);
    }
    const bool changed = !known || !(row.message == known->message);
    row.peer = peer_of(row.message);
    if (known && known->peer == 0) join(signs, unplaced_signs(session_, key));
    if (row.peer == 0) {
        if (signs != ConversationSigns{}) save_unplaced(session_, key, signs);
    } else {
        if (known && known->peer == 0) delete_unplaced(session_, key);
        const std::int64_t contact = contact_of(account.tenant, row.message.peers, nullptr);
        // Also for a fact that lost against a better one and changed nothing here: had it come first, it would have
        // counted.
        conversation(account, contact, signs);
        if (changed && worth_telling(row.message)) {
            row.revision = feed_.changed(account.tenant.value, SubjectKind::message, key, row.revision);
        }
    }
    if (changed) save_message(session_, row);
}

void Fold::conversation(const AccountRow& account, std::int64_t contact, const ConversationSigns& told) {
    if (told == ConversationSigns{}) return;
    const std::int64_t key = conversation_key(account.account_id, contact);
    const auto known = find_conversation(session_, key);
    ConversationRow row = known.value_or(ConversationRow{key, account.id, account.tenant, contact, 0, {}, 0});
    row.last_at = std::max(row.last_at, told.last_at);
    join(row.window, told.window);
    if (known && row.last_at == known->last_at && row.window == known->window) return;
    row.revision = feed_.changed(account.tenant.value, SubjectKind::conversation, key, row.revision);
    save_conversation(session_, row);
}

void Fold::seen(const AccountRow& account, const Message& told) {
    if (!told.content || told.content->witness != Witness::live) return;
    if (told.origin == Origin::business_app) alive(account, &AccountLifeRow::last_echo_at, time_of(told));
    if (told.origin == Origin::customer) alive(account, &AccountLifeRow::last_inbound_at, time_of(told));
}

void Fold::contacts_seen(const AccountRow& account, std::int64_t at) {
    alive(account, &AccountLifeRow::last_contacts_at, at);
}

void Fold::alive(const AccountRow& account, std::int64_t AccountLifeRow::*newest, std::int64_t at) {
    at = at / life_grain * life_grain;
    AccountLifeRow& known = seen_[account.id];
    if (at <= known.*newest) return;
    AccountLifeRow life = account_life(session_, account.id);
    known.*newest = std::max(at, life.*newest);
    if (at <= life.*newest) return;
    life.*newest = at;
    save_account_life(session_, account.id, life);
    // The account's document shows it, and what a host has at the highest revision must be what is true.
    account_news(account);
}

}  // namespace coexist
