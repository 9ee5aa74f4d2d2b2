#include "store/contacts.hpp"

#include <algorithm>

#include "store/identity_codec.hpp"

namespace coexist {
namespace {

#define IDENTITY_COLUMNS "hash, kind, value, after_at, contact, circle, mixed, ends, links, names"

constexpr const char* select_identity = "SELECT " IDENTITY_COLUMNS " FROM identity WHERE tenant = $1 AND hash = $2";
constexpr const char* upsert_identity =
    "INSERT INTO identity(tenant, " IDENTITY_COLUMNS
    ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT(tenant, hash) DO UPDATE SET contact = excluded.contact, circle = excluded.circle, "
    "mixed = excluded.mixed, ends = excluded.ends, links = excluded.links, names = excluded.names";
constexpr const char* update_contact =
    "UPDATE identity SET contact = $1, circle = $1 WHERE tenant = $2 AND contact = $3";
constexpr const char* select_component =
    "SELECT " IDENTITY_COLUMNS " FROM identity WHERE tenant = $1 AND contact = $2 ORDER BY kind, value, after_at";
constexpr const char* select_keys = "SELECT hash FROM identity WHERE tenant = $1 AND contact = $2 ORDER BY hash";
constexpr const char* select_circle =
    "SELECT " IDENTITY_COLUMNS " FROM identity WHERE tenant = $1 AND circle = $2 ORDER BY kind, value, after_at";
constexpr const char* count_component = "SELECT count(*) FROM identity WHERE tenant = $1 AND contact = $2";
constexpr const char* select_contact_revision = "SELECT revision FROM contact WHERE tenant = $1 AND contact = $2";
constexpr const char* upsert_contact =
    "INSERT INTO contact(tenant, contact, revision) VALUES($1, $2, $3) "
    "ON CONFLICT(tenant, contact) DO UPDATE SET revision = excluded.revision";
constexpr const char* delete_row = "DELETE FROM contact WHERE tenant = $1 AND contact = $2";
constexpr const char* select_contacts = "SELECT contact FROM contact WHERE tenant = $1 ORDER BY contact LIMIT $2";
constexpr const char* select_contacts_after =
    "SELECT contact FROM contact WHERE tenant = $1 AND contact > $2 ORDER BY contact LIMIT $3";

#undef IDENTITY_COLUMNS

IdentityRow row_of(const Statement& statement) {
    IdentityRow row;
    row.hash = statement.integer(0);
    row.identity = {static_cast<IdentityKind>(statement.integer(1)), statement.text(2)};
    row.after = statement.integer(3);
    row.contact = statement.integer(4);
    row.circle = statement.integer(5);
    row.mixed = statement.integer(6) != 0;
    row.ends = ends_from_text(statement.bytes(7));
    row.links = links_from_text(statement.bytes(8));
    row.names = names_from_text(statement.bytes(9));
    return row;
}

std::vector<IdentityRow> rows_of(Statement& statement) {
    std::vector<IdentityRow> rows;
    while (statement.next()) rows.push_back(row_of(statement));
    statement.reset();
    return rows;
}

std::int64_t last_shown(const NamesTold& told, const Tenure& tenure, std::int64_t until) {
    const ContactNames names = names_between(told, tenure.after, until);
    std::int64_t at = 0;
    for (const auto* name : {&names.profile, &names.username}) {
        if (*name) at = std::max(at, (*name)->evidence.at);
    }
    return at;
}

/// What was told of the identity, cut to the tenure.
PersonIdentity person_identity(Session& session, const TenantId& tenant, const IdentityRow& row) {
    const Tenure tenure{row.identity, row.after};
    IdentityRow whole = row;
    if (row.after != 0) {
        const auto first = find_identity(session, tenant, key_of(Tenure{row.identity, 0}));
        if (first) whole = *first;
    }
    PersonIdentity one{row.hash, row.identity, row.after, until(tenure, whole.ends), {}, {}, 0};
    one.names = names_between(whole.names, one.after, one.until);
    one.shown_at = last_shown(whole.names, tenure, one.until);
    for (const LinkRow& link : whole.links) {
        if (tenure_at(row.identity, whole.ends, link.evidence.at) == tenure) one.links.push_back(link);
        if (link.evidence.at > one.after && link.evidence.at <= one.until)
            one.shown_at = std::max(one.shown_at, link.evidence.at);
    }
    return one;
}

const PersonIdentity* last_shown_of(const ContactRow& contact, IdentityKind kind) {
    const PersonIdentity* found = nullptr;
    for (const PersonIdentity& one : contact.identities) {
        if (one.identity.kind != kind || one.until != for_ever) continue;
        if (found == nullptr || one.shown_at > found->shown_at) found = &one;
    }
    return found;
}

}  // namespace

std::optional<IdentityRow> find_identity(Session& session, const TenantId& tenant, std::int64_t hash) {
    std::optional<IdentityRow> found;
    Statement& select = session.sql(select_identity).with(tenant.value, hash);
    if (select.next()) found = row_of(select);
    select.reset();
    return found;
}

std::optional<IdentityRow> holder_at(Session& session, const TenantId& tenant, const Identity& identity,
                                     std::int64_t at) {
    const auto first = find_identity(session, tenant, key_of(Tenure{identity, 0}));
    if (!first || first->ends.empty()) return first;
    const Tenure tenure = tenure_at(identity, first->ends, at);
    return tenure.after == 0 ? first : find_identity(session, tenant, key_of(tenure));
}

void save_identity(Session& session, const TenantId& tenant, const IdentityRow& row) {
    session.sql(upsert_identity)
        .with(tenant.value, row.hash, static_cast<int>(row.identity.kind), row.identity.value, row.after, row.contact,
              row.circle, row.mixed ? 1 : 0, text_from_ends(row.ends), text_from_links(row.links),
              text_from_names(row.names))
        .run();
}

std::int64_t identities_of(Session& session, const TenantId& tenant, std::int64_t contact) {
    Statement& select = session.sql(count_component).with(tenant.value, contact);
    const std::int64_t count = select.next() ? select.integer(0) : 0;
    select.reset();
    return count;
}

void move_identities(Session& session, const TenantId& tenant, std::int64_t from, std::int64_t to) {
    session.sql(update_contact).with(to, tenant.value, from).run();
}

std::vector<IdentityRow> identities_of_circle(Session& session, const TenantId& tenant, std::int64_t circle) {
    return rows_of(session.sql(select_circle).with(tenant.value, circle));
}

std::optional<ContactRow> find_contact(Session& session, const TenantId& tenant, std::int64_t contact) {
    ContactRow found{tenant, contact, contact_revision(session, tenant, contact), {}};
    for (const IdentityRow& row : rows_of(session.sql(select_component).with(tenant.value, contact))) {
        found.identities.push_back(person_identity(session, tenant, row));
    }
    if (found.identities.empty()) return std::nullopt;
    return found;
}

const PersonIdentity* number_of(const ContactRow& contact) {
    return last_shown_of(contact, IdentityKind::wa_id);
}

const PersonIdentity* user_id_of(const ContactRow& contact) {
    return last_shown_of(contact, IdentityKind::bsuid);
}

std::vector<std::int64_t> identity_keys_of(Session& session, const TenantId& tenant, std::int64_t contact) {
    std::vector<std::int64_t> keys;
    Statement& select = session.sql(select_keys).with(tenant.value, contact);
    while (select.next()) keys.push_back(select.integer(0));
    select.reset();
    return keys;
}

std::vector<std::int64_t> contacts_of_tenant(Session& session, const TenantId& tenant,
                                             std::optional<std::int64_t> after, int limit) {
    std::vector<std::int64_t> contacts;
    Statement& select = after ? session.sql(select_contacts_after).with(tenant.value, *after, limit)
                              : session.sql(select_contacts).with(tenant.value, limit);
    while (select.next()) contacts.push_back(select.integer(0));
    select.reset();
    return contacts;
}

void save_contact_revision(Session& session, const TenantId& tenant, std::int64_t contact, std::int64_t revision) {
    session.sql(upsert_contact).with(tenant.value, contact, revision).run();
}

std::int64_t contact_revision(Session& session, const TenantId& tenant, std::int64_t contact) {
    Statement& select = session.sql(select_contact_revision).with(tenant.value, contact);
    const std::int64_t revision = select.next() ? select.integer(0) : 0;
    select.reset();
    return revision;
}

void delete_contact(Session& session, const TenantId& tenant, std::int64_t contact) {
    session.sql(delete_row).with(tenant.value, contact).run();
}

}  // namespace coexist
