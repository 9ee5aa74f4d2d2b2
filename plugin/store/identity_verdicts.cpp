#include "store/identity_verdicts.hpp"

#include <utility>

namespace coexist {
namespace {

#define VERDICT_COLUMNS \
    "one_kind, one_value, one_after, other_kind, other_value, other_after, at, separated, source, actor"

constexpr const char* select_one = "SELECT " VERDICT_COLUMNS " FROM identity_verdict WHERE tenant = $1 AND one = $2";
constexpr const char* select_other =
    "SELECT " VERDICT_COLUMNS " FROM identity_verdict WHERE tenant = $1 AND other = $2";
constexpr const char* select_pair =
    "SELECT " VERDICT_COLUMNS " FROM identity_verdict WHERE tenant = $1 AND one = $2 AND other = $3";
constexpr const char* upsert_verdict =
    "INSERT INTO identity_verdict(tenant, one, other, " VERDICT_COLUMNS
    ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT(tenant, one, other) DO UPDATE SET at = excluded.at, separated = excluded.separated, "
    "source = excluded.source, actor = excluded.actor";

#undef VERDICT_COLUMNS

Tenure tenure_from(const Statement& rows, int first) {
    return {{static_cast<IdentityKind>(rows.integer(first)), rows.text(first + 1)}, rows.integer(first + 2)};
}

void read_into(std::vector<VerdictRow>& verdicts, Statement& rows) {
    while (rows.next()) {
        verdicts.push_back({tenure_from(rows, 0),
                            tenure_from(rows, 3),
                            {rows.integer(6), rows.integer(7) != 0, rows.text(8)},
                            rows.text(9)});
    }
    rows.reset();
}

}  // namespace

std::vector<VerdictRow> verdicts_on(Session& session, const TenantId& tenant, std::int64_t key) {
    std::vector<VerdictRow> verdicts;
    read_into(verdicts, session.sql(select_one).with(tenant.value, key));
    read_into(verdicts, session.sql(select_other).with(tenant.value, key));
    return verdicts;
}

void save_verdict(Session& session, const TenantId& tenant, VerdictRow row) {
    if (row.other < row.one) std::swap(row.one, row.other);
    std::vector<VerdictRow> known;
    read_into(known, session.sql(select_pair).with(tenant.value, key_of(row.one), key_of(row.other)));
    if (!known.empty() && row.verdict < known.front().verdict) return;
    session.sql(upsert_verdict)
        .with(tenant.value, key_of(row.one), key_of(row.other), static_cast<int>(row.one.identity.kind),
              row.one.identity.value, row.one.after, static_cast<int>(row.other.identity.kind),
              row.other.identity.value, row.other.after, row.verdict.at, row.verdict.separated ? 1 : 0,
              row.verdict.source, row.actor)
        .run();
}

}  // namespace coexist
