#include "store/erasures.hpp"

#include "model/hash.hpp"

namespace coexist {
namespace {

constexpr const char* select_one =
    "SELECT erasure_id, tenant, contact, until, asked_at, done_at, state, messages, files, bodies "
    "FROM erasure WHERE erasure_id = $1";
constexpr const char* select_tenant =
    "SELECT erasure_id, tenant, contact, until, asked_at, done_at, state, messages, files, bodies "
    "FROM erasure WHERE tenant = $1 ORDER BY id DESC";
constexpr const char* select_all =
    "SELECT erasure_id, tenant, contact, until, asked_at, done_at, state, messages, files, bodies "
    "FROM erasure ORDER BY id DESC";
constexpr const char* upsert_erasure =
    "INSERT INTO erasure(erasure_id, tenant, contact, until, asked_at, done_at, state, messages, files, bodies) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT(erasure_id) DO UPDATE SET "
    "until = excluded.until, done_at = excluded.done_at, state = excluded.state, messages = excluded.messages, "
    "files = excluded.files, bodies = excluded.bodies";
constexpr const char* select_marks = "SELECT tenant, mark, until FROM erasure_mark";
constexpr const char* upsert_mark =
    "INSERT INTO erasure_mark(tenant, mark, until) VALUES($1, $2, $3) "
    "ON CONFLICT(tenant, mark) DO UPDATE SET until = max(erasure_mark.until, excluded.until)";
constexpr const char* insert_message = "INSERT INTO erased_message(message) VALUES($1) ON CONFLICT DO NOTHING";
constexpr const char* select_message = "SELECT 1 FROM erased_message WHERE message = $1";
constexpr const char* insert_sweep = "INSERT INTO journal_sweep(segment) VALUES($1) ON CONFLICT DO NOTHING";
constexpr const char* delete_sweep = "DELETE FROM journal_sweep WHERE segment = $1";
constexpr const char* select_sweep = "SELECT segment FROM journal_sweep ORDER BY segment";

std::vector<ErasureRow> rows_of(Statement& select) {
    std::vector<ErasureRow> rows;
    while (select.next()) {
        rows.push_back({select.text(0), TenantId(select.text(1)), select.integer(2), select.integer(3),
                        select.integer(4), select.integer(5), select.text(6), select.integer(7), select.integer(8),
                        select.integer(9)});
    }
    select.reset();
    return rows;
}

}  // namespace

std::optional<ErasureRow> find_erasure(Session& session, std::string_view erasure_id) {
    std::vector<ErasureRow> rows = rows_of(session.sql(select_one).with(erasure_id));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

void save_erasure(Session& session, const ErasureRow& row) {
    session.sql(upsert_erasure)
        .with(row.erasure_id, row.tenant.value, row.contact, row.until, row.asked_at, row.done_at, row.state,
              row.messages, row.files, row.bodies)
        .run();
}

std::vector<ErasureRow> erasures_of_tenant(Session& session, const TenantId& tenant) {
    return rows_of(session.sql(select_tenant).with(tenant.value));
}

std::vector<ErasureRow> all_erasures(Session& session) {
    return rows_of(session.sql(select_all).with());
}

std::map<std::string, ErasureMarks> all_erasure_marks(Session& session) {
    std::map<std::string, ErasureMarks> marks;
    Statement& select = session.sql(select_marks).with();
    while (select.next()) marks[select.text(0)][select.text(1)] = select.integer(2);
    select.reset();
    return marks;
}

std::int64_t erasure_marks_version(Session& session) {
    return session.scalar("SELECT count(*) * 1000003 + coalesce(sum(until), 0) FROM erasure_mark");
}

void add_erasure_mark(Session& session, const TenantId& tenant, const std::string& mark, std::int64_t until) {
    session.sql(upsert_mark).with(tenant.value, mark, until).run();
}

std::int64_t erased_message_key(const TenantId& tenant, std::string_view wamid) {
    std::string joined("erased\n");
    joined.append(tenant.value).append(1, '\n').append(wamid);
    return static_cast<std::int64_t>(hash64(joined));
}

void add_erased_message(Session& session, std::int64_t key) {
    session.sql(insert_message).with(key).run();
}

bool is_erased_message(Session& session, std::int64_t key) {
    Statement& select = session.sql(select_message).with(key);
    const bool found = select.next();
    select.reset();
    return found;
}

void want_sweep(Session& session, const std::string& segment) {
    session.sql(insert_sweep).with(segment).run();
}

void swept(Session& session, const std::string& segment) {
    session.sql(delete_sweep).with(segment).run();
}

std::vector<std::string> segments_to_sweep(Session& session) {
    std::vector<std::string> segments;
    Statement& select = session.sql(select_sweep).with();
    while (select.next()) segments.push_back(select.text(0));
    select.reset();
    return segments;
}

}  // namespace coexist
