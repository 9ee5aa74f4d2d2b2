#include "store/opt_outs.hpp"

namespace coexist {
namespace {

constexpr const char* upsert =
    "INSERT INTO opt_out(tenant, mark, recipient, stopped_at, stopped_by, wanted_at, wanted_by) "
    "VALUES($1, $2, $3, $4, $5, $6, $7) ON CONFLICT(tenant, mark) DO UPDATE SET recipient = excluded.recipient, "
    "stopped_by = CASE WHEN excluded.stopped_at > stopped_at THEN excluded.stopped_by ELSE stopped_by END, "
    "stopped_at = max(stopped_at, excluded.stopped_at), "
    "wanted_by = CASE WHEN excluded.wanted_at > wanted_at THEN excluded.wanted_by ELSE wanted_by END, "
    "wanted_at = max(wanted_at, excluded.wanted_at)";
constexpr const char* select_mark =
    "SELECT mark, recipient, stopped_at, stopped_by, wanted_at, wanted_by FROM opt_out WHERE tenant = $1 AND mark = $2";
constexpr const char* select_stopped =
    "SELECT mark, recipient, stopped_at, stopped_by, wanted_at, wanted_by FROM opt_out WHERE tenant = $1 AND mark > $2 "
    "AND stopped_at > 0 AND stopped_at >= wanted_at ORDER BY mark LIMIT $3";
constexpr const char* forget = "UPDATE opt_out SET recipient = '' WHERE tenant = $1 AND recipient = $2";

std::vector<OptOutRow> rows_of(Statement& select) {
    std::vector<OptOutRow> rows;
    while (select.next()) {
        rows.push_back(
            {select.text(0), select.text(1), select.integer(2), select.text(3), select.integer(4), select.text(5)});
    }
    select.reset();
    return rows;
}

}  // namespace

void note_opt_out(Session& session, const TenantId& tenant, const OptOutRow& told) {
    session.sql(upsert)
        .with(tenant.value, told.mark, told.recipient, told.stopped_at, told.stopped_by, told.wanted_at, told.wanted_by)
        .run();
}

OptOutRow opt_out_of(Session& session, const TenantId& tenant, const std::vector<std::string>& marks) {
    OptOutRow newest;
    for (const std::string& mark : marks) {
        for (const OptOutRow& row : rows_of(session.sql(select_mark).with(tenant.value, mark))) {
            if (row.stopped_at > newest.stopped_at) {
                newest.stopped_at = row.stopped_at;
                newest.stopped_by = row.stopped_by;
            }
            if (row.wanted_at > newest.wanted_at) {
                newest.wanted_at = row.wanted_at;
                newest.wanted_by = row.wanted_by;
            }
        }
    }
    return newest;
}

std::vector<OptOutRow> opt_outs_of(Session& session, const TenantId& tenant, const std::string& after, int limit) {
    return rows_of(session.sql(select_stopped).with(tenant.value, after, limit));
}

void forget_opt_out_name(Session& session, const TenantId& tenant, const std::string& recipient) {
    session.sql(forget).with(tenant.value, recipient).run();
}

}  // namespace coexist
