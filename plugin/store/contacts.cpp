#include "store/contacts.hpp"

#include "store/message_codec.hpp"

namespace coexist {
namespace {

constexpr const char* select_identity =
    "SELECT hash, kind, value, contact, names FROM identity WHERE tenant = $1 AND hash = $2";
constexpr const char* upsert_identity =
    "INSERT INTO identity(tenant, hash, kind, value, contact, names) VALUES($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT(tenant, hash) DO UPDATE SET contact = excluded.contact, names = excluded.names";
constexpr const char* update_contact = "UPDATE identity SET contact = $1 WHERE tenant = $2 AND contact = $3";
constexpr const char* select_component =
    "SELECT hash, kind, value, contact, names FROM identity WHERE tenant = $1 AND contact = $2 ORDER BY kind, value";
constexpr const char* count_component = "SELECT count(*) FROM identity WHERE tenant = $1 AND contact = $2";
constexpr const char* select_contact_revision = "SELECT revision FROM contact WHERE tenant = $1 AND contact = $2";
constexpr const char* upsert_contact =
    "INSERT INTO contact(tenant, contact, revision) VALUES($1, $2, $3) "
    "ON CONFLICT(tenant, contact) DO UPDATE SET revision = excluded.revision";
constexpr const char* delete_row = "DELETE FROM contact WHERE tenant = $1 AND contact = $2";
constexpr const char* select_contacts = "SELECT contact FROM contact WHERE tenant = $1 ORDER BY contact LIMIT $2";
constexpr const char* select_contacts_after =
    "SELECT contact FROM contact WHERE tenant = $1 AND contact > $2 ORDER BY contact LIMIT $3";

IdentityRow row_of(const Statement& statement) {
    return {statement.integer(0),
            {static_cast<IdentityKind>(statement.integer(1)), statement.text(2)},
            statement.integer(3),
            names_from_text(statement.bytes(4))};
}

}  // namespace

std::optional<IdentityRow> find_identity(Session& session, const TenantId& tenant, std::int64_t hash) {
    std::optional<IdentityRow> found;
    Statement& select = session.sql(select_identity).with(tenant.value, hash);
    if (select.next()) found = row_of(select);
    select.reset();
    return found;
}

void save_identity(Session& session, const TenantId& tenant, const IdentityRow& row) {
    session.sql(upsert_identity)
        .with(tenant.value, row.hash, static_cast<int>(row.identity.kind), row.identity.value, row.contact,
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

std::optional<ContactRow> find_contact(Session& session, const TenantId& tenant, std::int64_t contact) {
    ContactRow row{tenant, contact, contact_revision(session, tenant, contact), {}};
    Statement& select = session.sql(select_component).with(tenant.value, contact);
    while (select.next()) row.identities.push_back(row_of(select));
    select.reset();
    if (row.identities.empty()) return std::nullopt;
    return row;
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
