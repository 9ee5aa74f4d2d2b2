#include <algorithm>
#include <map>
#include <set>

#include "ingest/fold.hpp"
#include "ingest/person_circle.hpp"
#include "ingest/person_rows.hpp"
#include "store/keys.hpp"

namespace coexist {

void Fold::regroup(const TenantId& tenant, const std::set<std::int64_t>& circles) {
    PersonCircle circle(session_, tenant, circles);
    circle.settle();
    if (!circle.changed()) {
        for (const std::int64_t contact : circle.contacts()) {
            if (worth_showing(session_, tenant, contact)) tell_contact(tenant, contact);
        }
        return;
    }
    const bool split = circle.split();
    for (const std::int64_t begun : circle.begun()) replace_messages(tenant, circle.rows().at(begun).identity);
    const std::set<std::int64_t> former = circle.former_contacts();
    const std::set<std::int64_t> present = circle.contacts();
    std::set<std::int64_t> touched = former;
    touched.insert(present.begin(), present.end());
    rebuild_conversations(tenant, touched, nullptr, split);
    // Whom the host knew, before any of them ends.
    std::set<std::int64_t> known;
    for (const std::int64_t contact : former) {
        if (contact_revision(session_, tenant, contact) > 0) known.insert(contact);
    }
    for (const std::int64_t contact : former) {
        if (present.count(contact) == 0) end_contact(tenant, contact, circle.rows().at(contact).contact);
    }
    for (const std::int64_t contact : present) {
        if (!worth_showing(session_, tenant, contact)) {
            const Identity& left = circle.rows().at(contact).identity;
            end_contact(tenant, contact, circle.rows().at(key_of(Tenure{left, 0})).contact);
            continue;
        }
        const std::int64_t from = circle.before().at(contact);
        if (former.count(contact) == 0 && known.count(from) > 0) {
            merged(SubjectKind::contact_split, tenant.value, contact, from, 0);
        }
        tell_contact(tenant, contact);
    }
}

void Fold::replace_messages(const TenantId& tenant, const Identity& identity) {
    const auto first = find_identity(session_, tenant, key_of(Tenure{identity, 0}));
    if (!first) return;
    Ends starts = first->ends;
    starts.insert(0);
    for (const AccountRow& account : accounts_of_tenant(session_, tenant)) {
        for (const std::int64_t after : starts) {
            const std::int64_t peer = key_of(Tenure{identity, after});
            for (const std::int64_t key : message_keys_with(session_, account.id, peer)) {
                auto row = find_message(session_, key);
                row->peer = key_of(tenure_at(identity, first->ends, row->message.first_at));
                if (row->peer != peer) save_message(session_, *row);
            }
        }
    }
}

std::optional<ConversationRow> Fold::rebuild_conversation(const AccountRow& account, std::int64_t contact,
                                                          bool retell) {
    ConversationSigns signs;
    for (const std::int64_t peer : identity_keys_of(session_, account.tenant, contact)) {
        for (const std::int64_t key : message_keys_with(session_, account.id, peer)) {
            auto message = find_message(session_, key);
            join(signs, message->signs);
            if (!retell || message->revision == 0) continue;
            tell_message(feed_, account.tenant, *message);
            save_message(session_, *message);
        }
    }
    const auto known = find_conversation(session_, conversation_key(account.account_id, contact));
    if (signs == ConversationSigns{}) {
        if (!known) return std::nullopt;
        delete_conversation(session_, known->key);
        feed_.drop(known->human_revision);
        return known;
    }
    ConversationRow row = conversation_row(account, contact);
    const bool same = known && row.last_at == signs.last_at && row.window == signs.window;
    row.last_at = signs.last_at;
    row.window = signs.window;
    if (!same || retell) {
        row.revision = feed_.changed(account.tenant.value, SubjectKind::conversation, row.key, row.revision);
        save_conversation(session_, row);
    }
    look_who_answered(account, contact);
    return std::nullopt;
}

void Fold::rebuild_conversations(const TenantId& tenant, const std::set<std::int64_t>& contacts, const AccountRow* only,
                                 bool retell) {
    for (const AccountRow& account : accounts_of_tenant(session_, tenant)) {
        if (only != nullptr && only->id != account.id) continue;
        std::map<std::int64_t, ConversationRow> ended;
        for (const std::int64_t contact : contacts) {
            if (auto row = rebuild_conversation(account, contact, retell)) ended.emplace(contact, *row);
        }
        for (const auto& [contact, row] : ended) {
            merged(SubjectKind::conversation_merged, tenant.value, row.key, heir_of(account, contact, contacts),
                   row.revision);
        }
    }
}

std::int64_t Fold::heir_of(const AccountRow& account, std::int64_t contact, const std::set<std::int64_t>& among) {
    const auto now = find_identity(session_, account.tenant, contact);
    const std::int64_t first = conversation_key(account.account_id, now ? now->contact : contact);
    if (find_conversation(session_, first)) return first;
    for (const std::int64_t other : among) {
        const std::int64_t key = conversation_key(account.account_id, other);
        if (find_conversation(session_, key)) return key;
    }
    return first;
}

}  // namespace coexist
