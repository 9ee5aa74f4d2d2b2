#include "store/audit.hpp"

#include <optional>

namespace coexist {
namespace {

#define AUDIT_COLUMNS                                                                                         \
    "at, tenant, account_id, actor, action, operation_id, outcome, initiator, roles, tenants, origin, code, " \
    "state_before, state_after, detail, times"
#define AUDIT_FILTERS                                                                                                \
    "id < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR account_id = $4) AND ($5 = '' OR actor = $5) AND ($6 = '' OR " \
    "action = $6) "

constexpr const char* insert_row = "INSERT INTO audit(" AUDIT_COLUMNS
                                   ", evidence) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
                                   "$15, $16, $17) ON CONFLICT(evidence) DO NOTHING";
constexpr const char* select_tenant =
    "SELECT id, " AUDIT_COLUMNS " FROM audit WHERE " AUDIT_FILTERS "AND tenant = $7 ORDER BY id DESC LIMIT $8";
constexpr const char* select_all =
    "SELECT id, " AUDIT_COLUMNS " FROM audit WHERE " AUDIT_FILTERS "ORDER BY id DESC LIMIT $7";

#undef AUDIT_COLUMNS
#undef AUDIT_FILTERS

std::vector<AuditRow> rows_of(Statement& select) {
    std::vector<AuditRow> rows;
    while (select.next()) {
        AuditRow row{select.integer(0), select.integer(1), select.text(2), select.text(3),
                     select.text(4),    select.text(5),    select.text(6), select.text(7)};
        row.initiator = select.text(8);
        row.roles = select.text(9);
        row.tenants = select.text(10);
        row.origin = select.text(11);
        row.code = select.text(12);
        row.before = select.text(13);
        row.after = select.text(14);
        row.detail = select.text(15);
        row.times = select.integer(16);
        rows.push_back(std::move(row));
    }
    select.reset();
    return rows;
}

}  // namespace

void add_audit(Session& session, const AuditRow& row) {
    // NULLs are distinct: what nothing can tell again is always a line of its own.
    const auto evidence = row.evidence.empty() ? std::optional<std::string>() : row.evidence;
    session.sql(insert_row)
        .with(row.at, row.tenant, row.account_id, row.actor, row.action, row.operation_id, row.outcome, row.initiator,
              row.roles, row.tenants, row.origin, row.code, row.before, row.after, row.detail, row.times, evidence)
        .run();
}

std::vector<AuditRow> audit_of_tenant(Session& session, const TenantId& tenant, const AuditQuery& query) {
    return rows_of(session.sql(select_tenant)
                       .with(query.before, query.since, query.until, query.account, query.actor, query.action,
                             tenant.value, query.limit));
}

std::vector<AuditRow> audit_of_all(Session& session, const AuditQuery& query) {
    return rows_of(
        session.sql(select_all)
            .with(query.before, query.since, query.until, query.account, query.actor, query.action, query.limit));
}

}  // namespace coexist
