#include <algorithm>

#include "ingest/fold.hpp"
#include "ingest/person_rows.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace {

// Signs of life are kept to the minute: exact enough for days, and one event a minute instead of one a message.
constexpr std::int64_t life_grain = 60;

/// Whether this can change who answered last: an answer, or words that come out of order. `latest`: the time of the
/// conversation's newest message before.
bool may_answer(const Message* before, const Message& now, std::int64_t latest) {
    const Voice former = before == nullptr ? Voice::none : voice_of(*before);
    const Voice voice = voice_of(now);
    if (voice == Voice::none && former == Voice::none) return false;
    if (before != nullptr && former == voice && before->content == now.content) return false;
    return former != Voice::none || voice == Voice::phone || voice == Voice::staff || time_of(now) <= latest;
}

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
    if (!told.errors.empty()) reaction_failed(key);
    seen(account, told);
}

void Fold::reaction_failed(std::int64_t key) {
    const auto send = reaction_failed_ ? find_send_of_message(session_, key) : std::nullopt;
    if (send && send->target != 0) reaction_failed_(*send);
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
            merge(account, send.message_key, stray->message, stray->signs, Shown::by_several);
            moved(account, stray->peer, send.message_key);
            const auto row = find_message(session_, send.message_key);
            const auto peer = row ? find_identity(session_, account.tenant, row->peer) : std::nullopt;
            if (peer && voice_of(stray->message) != Voice::none) look_who_answered(account, peer->contact);
            if (!stray->message.errors.empty()) reaction_failed(send.message_key);
        }
    }
    send.wamid = std::max(send.wamid, wamid.value);
    if (send_proven_) send_proven_(send);
}

void Fold::message(const AccountRow& account, std::int64_t key, const Message& told) {
    merge(account, key, told, signs_of(told), Shown::by_fact);
}

void Fold::merge(const AccountRow& account, std::int64_t key, Message told, const ConversationSigns& signs,
                 Shown shown_by) {
    if (told.first_at == 0) told.first_at = first_told_at(told);
    const auto known = find_message(session_, key);
    MessageRow row = known.value_or(MessageRow{key, account.id, 0, 0, Message{}, {}});
    if (!known) {
        row.message = told;
    } else {
        join(row.message, told);
    }
    // Also of a fact that lost against a better one and changed nothing here: had it come first, it would have counted.
    join(row.signs, signs);
    const bool changed = !known || !(row.message == known->message);
    Placed placed;
    const bool shows_all =
        shown_by == Shown::by_fact && told.peers == row.message.peers && told.first_at == row.message.first_at;
    if (shown_by == Shown::by_fact && told.peers.size() > 1 && !shows_all) {
        place(account.tenant, told.peers, {told.first_at, told.wamid.value}, nullptr);
    }
    if (!row.message.peers.empty()) {
        const std::string source = shows_all ? told.wamid.value : no_single_source;
        placed = place(account.tenant, row.message.peers, {row.message.first_at, source}, nullptr);
    }
    row.peer = placed.peer;
    if (placed.mixed && known) row.revision = find_message(session_, key)->revision;  // it may have been told again
    if (placed.contact != 0 && changed && worth_telling(row.message)) {
        tell_message(feed_, account.tenant, row);
    }
    if (changed || row.signs != known->signs || row.peer != known->peer) save_message(session_, row);
    if (placed.contact == 0) return;
    const std::int64_t latest = conversation(account, placed.contact, row.signs);
    if (changed && may_answer(known && known->peer != 0 ? &known->message : nullptr, row.message, latest)) {
        look_who_answered(account, placed.contact);
    }
    if (!placed.mixed) return;
    if (known && known->peer != row.peer) moved(account, known->peer, key);
    if (contact_revision(session_, account.tenant, placed.contact) == 0 &&
        worth_showing(session_, account.tenant, placed.contact)) {
        tell_contact(account.tenant, placed.contact);
    }
}

void Fold::moved(const AccountRow& account, std::int64_t former_peer, std::int64_t key) {
    const auto former = find_identity(session_, account.tenant, former_peer);
    const auto row = find_message(session_, key);
    const auto present = row ? find_identity(session_, account.tenant, row->peer) : std::nullopt;
    if (!former || !present || former->contact == present->contact) return;
    rebuild_conversations(account.tenant, {former->contact, present->contact}, &account, false);
    // Of a number that was left nothing may be left to show, if all that was known of the time after is somebody
    // else's.
    if (!worth_showing(session_, account.tenant, former->contact)) {
        end_contact(account.tenant, former->contact, present->contact);
    }
}

std::int64_t Fold::conversation(const AccountRow& account, std::int64_t contact, const ConversationSigns& told) {
    if (told == ConversationSigns{}) return 0;
    const ConversationRow known = conversation_row(account, contact);
    ConversationRow row = known;
    row.last_at = std::max(row.last_at, told.last_at);
    join(row.window, told.window);
    if (row.last_at == known.last_at && row.window == known.window) return known.last_at;
    row.revision = feed_.changed(account.tenant.value, SubjectKind::conversation, row.key, row.revision);
    save_conversation(session_, row);
    return known.last_at;
}

ConversationRow Fold::conversation_row(const AccountRow& account, std::int64_t contact) {
    const std::int64_t key = conversation_key(account.account_id, contact);
    if (auto known = find_conversation(session_, key)) return *known;
    ConversationRow row{key, account.id, account.tenant, contact, 0, {}};
    // It may have ended once, in another one.
    row.revision = forget_merged(session_, SubjectKind::conversation_merged, account.tenant.value, key);
    return row;
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
