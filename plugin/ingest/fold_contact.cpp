#include <algorithm>
#include <set>

#include "ingest/fold.hpp"
#include "ingest/person_rows.hpp"
#include "store/identity_verdicts.hpp"
#include "store/keys.hpp"

namespace coexist {

void Fold::contact_fact(const AccountRow& account, const ContactFact& told) {
    place(account.tenant, told.identities, told.shown, &told.names);
    if (told.names.address_book) contacts_seen(account, std::min(told.names.address_book->evidence.at, told.shown.at));
}

void Fold::move_fact(const AccountRow& account, const MoveFact& told) {
    place(account.tenant, told.earlier, told.shown, nullptr);
    place(account.tenant, told.later, told.shown, nullptr);
    std::set<std::int64_t> circles;
    bool mixed = false;
    bool changed = false;
    for (const Identity& from : told.earlier) {
        auto row = find_identity(session_, account.tenant, key_of(Tenure{from, 0}));
        if (!row) continue;
        bool news = false;
        for (const Identity& to : told.later) {
            if (from != to) news = add_link(*row, {to, LinkKind::changed, told.shown}) || news;
        }
        if (told.left && from.kind == IdentityKind::wa_id && told.later.count(from) == 0) {
            news = row->ends.insert(told.shown.at).second || news;
            row->mixed = true;
        }
        if (news) save_identity(session_, account.tenant, *row);
        changed = changed || news;
        mixed = mixed || row->mixed;
        circles.insert(row->circle);
    }
    for (const Identity& to : told.later) {
        const auto row = find_identity(session_, account.tenant, key_of(Tenure{to, 0}));
        if (!row) continue;
        mixed = mixed || row->mixed;
        circles.insert(row->circle);
    }
    if (!changed || circles.empty()) return;
    if (mixed) {
        regroup(account.tenant, circles);
    } else {
        tell_contact(account.tenant, unite(account.tenant, circles));
    }
}

Fold::Placed Fold::place(const TenantId& tenant, const Identities& identities, const Evidence& shown,
                         const ContactNames* names) {
    if (identities.empty()) return {};
    std::vector<IdentityRow> rows;
    std::vector<bool> dirty;
    bool mixed = false;
    bool unsettled = false;
    bool changed = false;
    for (const Identity& identity : identities) {
        auto known = find_identity(session_, tenant, key_of(Tenure{identity, 0}));
        rows.push_back(known ? *known : new_identity(session_, tenant, identity));
        dirty.push_back(!known);
        changed = changed || !known;
        mixed = mixed || rows.back().mixed;
        unsettled = unsettled || (!known && rows.back().mixed);
    }
    bool linked = false;
    bool only_said_again = false;  // the same words, later: shown only where they now win over another identity's
    for (std::size_t one = 0; one < rows.size(); ++one) {
        for (std::size_t other = one + 1; other < rows.size(); ++other) {
            if (!add_link(rows[one], {rows[other].identity, LinkKind::shown, shown})) continue;
            dirty[one] = linked = changed = true;
        }
        if (names == nullptr) continue;
        NamesTold told = rows[one].names;
        tell(told, *names);
        if (told == rows[one].names) continue;
        const bool other_words = mixed || !same_words(told, rows[one].names);
        only_said_again = only_said_again || !other_words;
        changed = changed || other_words;
        rows[one].names = std::move(told);
        dirty[one] = true;
    }
    std::set<std::int64_t> circles;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        if (dirty[index]) save_identity(session_, tenant, rows[index]);
        circles.insert(rows[index].circle);
    }
    if (!mixed) {
        const std::int64_t contact = unite(tenant, circles);
        if (changed || circles.size() > 1 || (only_said_again && identities_of(session_, tenant, contact) > 1)) {
            tell_contact(tenant, contact);
        }
        return {key_of(Tenure{*surest_of(identities), 0}), contact, false};
    }
    if (linked || unsettled || circles.size() > 1) {
        regroup(tenant, circles);
    } else if (changed) {
        tell_contacts_of(tenant, rows);
    }
    const auto holder = holder_at(session_, tenant, *surest_of(identities), shown.at);
    return {holder->hash, holder->contact, true};
}

std::int64_t Fold::unite(const TenantId& tenant, const std::set<std::int64_t>& circles) {
    const std::int64_t contact = *circles.begin();
    for (const std::int64_t other : circles) {
        if (other != contact) merge_contact(tenant, other, contact);
    }
    return contact;
}

void Fold::tell_contact(const TenantId& tenant, std::int64_t contact) {
    std::int64_t revision = contact_revision(session_, tenant, contact);
    if (revision == 0) revision = forget_merged(session_, SubjectKind::contact_merged, tenant.value, contact);
    save_contact_revision(session_, tenant, contact,
                          feed_.changed(tenant.value, SubjectKind::contact, contact, revision));
}

void Fold::tell_contacts_of(const TenantId& tenant, const std::vector<IdentityRow>& rows) {
    std::set<std::int64_t> contacts;
    for (const IdentityRow& row : rows) {
        contacts.insert(row.contact);
        for (const std::int64_t end : row.ends) {
            const auto later = find_identity(session_, tenant, key_of(Tenure{row.identity, end}));
            if (later) contacts.insert(later->contact);
        }
    }
    for (const std::int64_t contact : contacts) {
        if (worth_showing(session_, tenant, contact)) tell_contact(tenant, contact);
    }
}

void Fold::decide(const TenantId& tenant, const std::vector<VerdictRow>& verdicts) {
    for (const VerdictRow& verdict : verdicts) save_verdict(session_, tenant, verdict);
    std::set<std::int64_t> regrouped;
    for (const VerdictRow& verdict : verdicts) {
        for (const Tenure& tenure : {verdict.one, verdict.other}) {
            const auto row = find_identity(session_, tenant, key_of(Tenure{tenure.identity, 0}));
            // Each on its own: who is kept apart is not connected by that.
            if (row && regrouped.insert(row->circle).second) regroup(tenant, {row->circle});
        }
    }
}

void Fold::merge_contact(const TenantId& tenant, std::int64_t from, std::int64_t into) {
    move_identities(session_, tenant, from, into);
    for (const ConversationRow& former : conversations_of_contact(session_, tenant, from)) {
        const AccountRow* account = router_.by_id(former.account);
        if (account == nullptr) continue;
        const std::int64_t key = conversation_key(account->account_id, into);
        ConversationRow row = conversation_row(*account, into);
        row.last_at = std::max(row.last_at, former.last_at);
        join(row.window, former.window);
        row.revision = feed_.changed(tenant.value, SubjectKind::conversation, key, row.revision);
        save_conversation(session_, row);
        delete_conversation(session_, former.key);
        feed_.drop(former.human_revision);
        look_who_answered(*account, into);
        merged(SubjectKind::conversation_merged, tenant.value, former.key, key, former.revision);
    }
    end_contact(tenant, from, into);
}

void Fold::end_contact(const TenantId& tenant, std::int64_t from, std::int64_t into) {
    const std::int64_t revision = contact_revision(session_, tenant, from);
    delete_contact(session_, tenant, from);
    feed_.drop(forget_merged(session_, SubjectKind::contact_split, tenant.value, from));
    if (revision > 0) merged(SubjectKind::contact_merged, tenant.value, from, into, revision);
}

}  // namespace coexist
