#include "store/merged.hpp"

namespace coexist {
namespace {

constexpr const char* upsert_row =
    "INSERT INTO merged(kind, tenant, key, target, revision) VALUES($1, $2, $3, $4, 0) "
    "ON CONFLICT(kind, tenant, key) DO UPDATE SET target = excluded.target RETURNING id, revision";
constexpr const char* update_revision = "UPDATE merged SET revision = $1 WHERE id = $2";
constexpr const char* select_row = "SELECT id, kind, tenant, key, target, revision FROM merged WHERE id = $1";
constexpr const char* delete_row = "DELETE FROM merged WHERE kind = $1 AND tenant = $2 AND key = $3 RETURNING revision";

}  // namespace

void save_merged(Session& session, MergedRow& row) {
    Statement& upsert = session.sql(upsert_row).with(static_cast<int>(row.kind), row.tenant, row.key, row.target);
    if (upsert.next()) {
        row.id = upsert.integer(0);
        row.revision = upsert.integer(1);
    }
    upsert.reset();
}

void save_merged_revision(Session& session, const MergedRow& row) {
    session.sql(update_revision).with(row.revision, row.id).run();
}

std::optional<MergedRow> find_merged(Session& session, std::int64_t id) {
    std::optional<MergedRow> found;
    Statement& select = session.sql(select_row).with(id);
    if (select.next()) {
        found = MergedRow{select.integer(0), static_cast<SubjectKind>(select.integer(1)),
                          select.text(2),    select.integer(3),
                          select.integer(4), select.integer(5)};
    }
    select.reset();
    return found;
}

std::int64_t forget_merged(Session& session, SubjectKind kind, const std::string& tenant, std::int64_t key) {
    Statement& forget = session.sql(delete_row).with(static_cast<int>(kind), tenant, key);
    const std::int64_t revision = forget.next() ? forget.integer(0) : 0;
    forget.reset();
    return revision;
}

}  // namespace coexist
