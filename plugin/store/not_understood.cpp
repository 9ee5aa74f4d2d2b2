#include "store/not_understood.hpp"

namespace coexist {
namespace {

// Of a version that did not note each row the newest of each kind is known.
constexpr const char* select_unknown_rows =
    "SELECT segment, row FROM (SELECT segment, row FROM unknown_row UNION SELECT segment, row FROM unknown_kind) AS "
    "known WHERE segment > $1 OR (segment = $1 AND row > $2) ORDER BY segment, row LIMIT $3";
constexpr const char* select_unknown_row = "SELECT 1 FROM unknown_row WHERE segment = $1 AND row = $2";
constexpr const char* uncount_unknown =
    "UPDATE unknown_kind SET count = count - 1 WHERE EXISTS (SELECT 1 FROM unknown_row WHERE unknown_row.segment = $1 "
    "AND unknown_row.row = $2 AND unknown_row.field = unknown_kind.field AND unknown_row.what = unknown_kind.what)";
constexpr const char* delete_unknown_row = "DELETE FROM unknown_row WHERE segment = $1 AND row = $2";
constexpr const char* delete_uncounted = "DELETE FROM unknown_kind WHERE count <= 0";

}  // namespace

std::vector<JournalPosition> rows_not_understood(Session& session, const JournalPosition& after, int limit) {
    std::vector<JournalPosition> rows;
    Statement& select = session.sql(select_unknown_rows).with(after.segment, after.row, limit);
    while (select.next()) rows.push_back({select.text(0), select.integer(1)});
    select.reset();
    return rows;
}

bool is_not_understood(Session& session, const JournalPosition& position) {
    Statement& select = session.sql(select_unknown_row).with(position.segment, position.row);
    const bool found = select.next();
    select.reset();
    return found;
}

void forget_not_understood(Session& session, const JournalPosition& position) {
    for (const char* sql : {uncount_unknown, delete_unknown_row}) {
        session.sql(sql).with(position.segment, position.row).run();
    }
    session.sql(delete_uncounted).with().run();
}

}  // namespace coexist
