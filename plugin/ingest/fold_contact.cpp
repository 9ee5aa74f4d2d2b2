#include <algorithm>
#include <set>

#include "ingest/fold.hpp"
#include "store/keys.hpp"

namespace coexist {

std::int64_t Fold::contact_of(const TenantId& tenant, const Identities& identities, const ContactNames* names) {
    std::vector<IdentityRow> rows;
    std::set<std::int64_t> contacts;
    bool changed = false;
    bool only_said_again = false;  // the same words, later: shown only where they now win over another identity's
    for (const Identity& identity : identities) {
        const auto hash = static_cast<std::int64_t>(hash_of(identity));
        auto known = find_identity(session_, tenant, hash);
        IdentityRow row = known.value_or(IdentityRow{hash, identity, hash, {}});
        if (names != nullptr) {
            const ContactNames before = row.names;
            join(row.names, *names);
            if (same_words(row.names, before)) {
                only_said_again = only_said_again || !(row.names == before);
            } else {
                changed = true;
            }
        }
        changed = changed || !known;
        if (!known || !(known->names == row.names)) save_identity(session_, tenant, row);
        contacts.insert(row.contact);
        rows.push_back(std::move(row));
    }
    if (contacts.empty()) return 0;
    const std::int64_t contact = *contacts.begin();
    for (const std::int64_t other : contacts) {
        if (other == contact) continue;
        merge_contact(tenant, other, contact);
        changed = true;
    }
    if (changed || (only_said_again && identities_of(session_, tenant, contact) > 1)) {
        const std::int64_t revision = contact_revision(session_, tenant, contact);
        save_contact_revision(session_, tenant, contact,
                              feed_.changed(tenant.value, SubjectKind::contact, contact, revision));
    }
    return contact;
}

void Fold::merge_contact(const TenantId& tenant, std::int64_t from, std::int64_t into) {
    move_identities(session_, tenant, from, into);
    for (const ConversationRow& former : conversations_of_contact(session_, tenant, from)) {
        const AccountRow* account = router_.by_id(former.account);
        if (account == nullptr) continue;
        const std::int64_t key = conversation_key(account->account_id, into);
        ConversationRow row =
            find_conversation(session_, key).value_or(ConversationRow{key, former.account, tenant, into, 0, {}, 0});
        row.last_at = std::max(row.last_at, former.last_at);
        join(row.window, former.window);
        row.revision = feed_.changed(tenant.value, SubjectKind::conversation, key, row.revision);
        save_conversation(session_, row);
        delete_conversation(session_, former.key);
        merged(SubjectKind::conversation_merged, tenant.value, former.key, key, former.revision);
    }
    const std::int64_t revision = contact_revision(session_, tenant, from);
    delete_contact(session_, tenant, from);
    if (revision > 0) merged(SubjectKind::contact_merged, tenant.value, from, into, revision);
}

}  // namespace coexist
