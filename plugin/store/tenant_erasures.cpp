#include "store/tenant_erasures.hpp"

#include <array>

namespace coexist {
namespace {

#define ERASURE_COLUMNS                                                                                                \
    "id, operation_id, tenant, state, asked_at, rest_at, done_at, contacts, erased, accounts, actor, roles, tenants, " \
    "origin"

constexpr const char* upsert_row =
    "INSERT INTO tenant_erasure(operation_id, tenant, state, asked_at, rest_at, done_at, contacts, erased, accounts, "
    "actor, roles, tenants, origin) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT(operation_id) DO UPDATE SET state = excluded.state, rest_at = excluded.rest_at, done_at = "
    "excluded.done_at, erased = excluded.erased, accounts = excluded.accounts";
constexpr const char* select_one = "SELECT " ERASURE_COLUMNS " FROM tenant_erasure WHERE operation_id = $1";
constexpr const char* select_under_way =
    "SELECT " ERASURE_COLUMNS " FROM tenant_erasure WHERE tenant = $1 AND state IN ('persons', 'files') ORDER BY id";
constexpr const char* count_of_tenant = "SELECT count(*) FROM tenant_erasure WHERE tenant = $1";
constexpr const char* select_in_state = "SELECT " ERASURE_COLUMNS " FROM tenant_erasure WHERE state = $1 ORDER BY id";
constexpr const char* select_erased = "SELECT " ERASURE_COLUMNS
                                      " FROM tenant_erasure WHERE id IN (SELECT max(id) FROM tenant_erasure WHERE "
                                      "rest_at > 0 GROUP BY tenant) ORDER BY id";
// An identity may stand without a contact that is shown: after a number was left, say.
constexpr const char* select_contacts =
    "SELECT DISTINCT contact FROM identity WHERE tenant = $1 ORDER BY contact LIMIT $2";
constexpr const char* count_contacts = "SELECT count(DISTINCT contact) FROM identity WHERE tenant = $1";
constexpr const char* count_calls =
    "SELECT (SELECT count(*) FROM errand WHERE kind <> 'check' AND account IN (SELECT id FROM account WHERE tenant = "
    "$1)) + (SELECT count(*) FROM send WHERE state = 'sending' AND account IN (SELECT id FROM account WHERE tenant = "
    "$1))";

constexpr std::array names = {"persons", "files", "done", "failed"};

TenantErasureState state_named(const std::string& name) {
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (name == names.at(at)) return static_cast<TenantErasureState>(at);
    }
    return TenantErasureState::failed;
}

const char* name_of(TenantErasureState state) {
    return names.at(static_cast<std::size_t>(state));
}

std::vector<TenantErasureRow> rows_of(Statement& select) {
    std::vector<TenantErasureRow> rows;
    while (select.next()) {
        TenantErasureRow row;
        row.id = select.integer(0);
        row.operation_id = OperationId(select.text(1));
        row.tenant = TenantId(select.text(2));
        row.state = state_named(select.text(3));
        row.asked_at = select.integer(4);
        row.rest_at = select.integer(5);
        row.done_at = select.integer(6);
        row.contacts = select.integer(7);
        row.erased = select.integer(8);
        row.accounts = select.text(9);
        row.actor = select.text(10);
        row.roles = select.text(11);
        row.tenants = select.text(12);
        row.origin = select.text(13);
        rows.push_back(std::move(row));
    }
    select.reset();
    return rows;
}

std::optional<TenantErasureRow> first_of(std::vector<TenantErasureRow> rows) {
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::int64_t number_of(Statement& select) {
    const std::int64_t number = select.next() ? select.integer(0) : 0;
    select.reset();
    return number;
}

}  // namespace

void save_tenant_erasure(Session& session, const TenantErasureRow& row) {
    session.sql(upsert_row)
        .with(row.operation_id.value, row.tenant.value, name_of(row.state), row.asked_at, row.rest_at, row.done_at,
              row.contacts, row.erased, row.accounts, row.actor, row.roles, row.tenants, row.origin)
        .run();
}

std::optional<TenantErasureRow> find_tenant_erasure(Session& session, const OperationId& operation_id) {
    return first_of(rows_of(session.sql(select_one).with(operation_id.value)));
}

std::optional<TenantErasureRow> tenant_erasure_under_way(Session& session, const TenantId& tenant) {
    return first_of(rows_of(session.sql(select_under_way).with(tenant.value)));
}

std::int64_t count_tenant_erasures(Session& session, const TenantId& tenant) {
    return number_of(session.sql(count_of_tenant).with(tenant.value));
}

std::vector<TenantErasureRow> tenant_erasures_in(Session& session, TenantErasureState state) {
    return rows_of(session.sql(select_in_state).with(name_of(state)));
}

std::vector<TenantErasureRow> erased_tenants(Session& session) {
    return rows_of(session.sql(select_erased).with());
}

std::vector<std::int64_t> contacts_to_erase(Session& session, const TenantId& tenant, int limit) {
    std::vector<std::int64_t> contacts;
    Statement& select = session.sql(select_contacts).with(tenant.value, limit);
    while (select.next()) contacts.push_back(select.integer(0));
    select.reset();
    return contacts;
}

std::int64_t count_contacts_to_erase(Session& session, const TenantId& tenant) {
    return number_of(session.sql(count_contacts).with(tenant.value));
}

std::int64_t calls_under_way(Session& session, const TenantId& tenant) {
    return number_of(session.sql(count_calls).with(tenant.value));
}

}  // namespace coexist
