#include "store/feed_rows.hpp"

#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr const char* delete_row = "DELETE FROM feed WHERE seq = $1";
constexpr const char* insert_row = "INSERT INTO feed(seq, tenant, kind, key) VALUES($1, $2, $3, $4)";
constexpr const char* select_after = "SELECT seq, tenant, kind, key FROM feed WHERE seq > $1 ORDER BY seq LIMIT $2";
constexpr const char* select_tenant_after =
    "SELECT seq, tenant, kind, key FROM feed WHERE seq > $1 AND tenant = $2 ORDER BY seq LIMIT $3";
constexpr const char* select_newest = "SELECT coalesce(max(seq), 0) FROM feed";

}  // namespace

FeedWriter::FeedWriter(Session& session) : session_(session) {
    reload();
}

std::int64_t FeedWriter::changed(const std::string& tenant, SubjectKind kind, std::int64_t key, std::int64_t revision) {
    if (revision > 0) session_.sql(delete_row).with(revision).run();
    session_.sql(insert_row).with(next_, tenant, static_cast<int>(kind), key).run();
    return next_++;
}

void FeedWriter::drop(std::int64_t revision) {
    if (revision > 0) session_.sql(delete_row).with(revision).run();
}

void FeedWriter::store_position() {
    set_meta_number(session_, "feed_next", next_);
}

void FeedWriter::reload() {
    next_ = meta_number(session_, "feed_next", 1);
}

std::vector<FeedRow> feed_after(Session& session, std::int64_t after, const std::string& tenant, int limit) {
    std::vector<FeedRow> rows;
    Statement& select = tenant.empty() ? session.sql(select_after).with(after, limit)
                                       : session.sql(select_tenant_after).with(after, tenant, limit);
    while (select.next()) {
        rows.push_back(
            {select.integer(0), select.text(1), static_cast<SubjectKind>(select.integer(2)), select.integer(3)});
    }
    select.reset();
    return rows;
}

std::int64_t feed_newest(Session& session) {
    Statement& select = session.sql(select_newest).with();
    const std::int64_t newest = select.next() ? select.integer(0) : 0;
    select.reset();
    return newest;
}

}  // namespace coexist
