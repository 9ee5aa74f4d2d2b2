#include "store/connect_links.hpp"

namespace coexist {
namespace {

#define LINK_COLUMNS                                                                                                \
    "link_id, tenant, provider, road, phone, name, language, created_by, created_at, expires_at, ended_at, ended, " \
    "ended_by, opened_at, begun, attempt_id"

constexpr const char* select_by_id = "SELECT id, " LINK_COLUMNS " FROM connect_link WHERE link_id = $1";
constexpr const char* select_of_tenant =
    "SELECT id, " LINK_COLUMNS " FROM connect_link WHERE tenant = $1 AND ($2 = 0 OR id < $2) ORDER BY id DESC LIMIT $3";
constexpr const char* select_in_place =
    "SELECT id, " LINK_COLUMNS
    " FROM connect_link WHERE tenant = $1 AND provider = $2 AND phone = $3 AND ended = '' AND link_id <> $4";
constexpr const char* upsert =
    "INSERT INTO connect_link(" LINK_COLUMNS
    ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT(link_id) DO UPDATE "
    "SET ended_at = excluded.ended_at, ended = excluded.ended, ended_by = excluded.ended_by, opened_at = "
    "excluded.opened_at, begun = excluded.begun, attempt_id = excluded.attempt_id";

std::vector<ConnectLinkRow> rows_of(Statement& statement) {
    std::vector<ConnectLinkRow> rows;
    while (statement.next()) {
        ConnectLinkRow row;
        row.id = statement.integer(0);
        row.link_id = statement.text(1);
        row.tenant = TenantId(statement.text(2));
        row.provider = provider_named(statement.text(3)).value_or(Provider::coex);
        row.road = statement.text(4);
        row.phone = statement.text(5);
        row.name = statement.text(6);
        row.language = statement.text(7);
        row.created_by = statement.text(8);
        row.created_at = statement.integer(9);
        row.expires_at = statement.integer(10);
        row.ended_at = statement.integer(11);
        row.ended = statement.text(12);
        row.ended_by = statement.text(13);
        row.opened_at = statement.integer(14);
        row.begun = statement.integer(15);
        row.attempt_id = statement.text(16);
        rows.push_back(std::move(row));
    }
    statement.reset();
    return rows;
}

}  // namespace

std::optional<ConnectLinkRow> find_connect_link(Session& session, const std::string& link_id) {
    auto rows = rows_of(session.sql(select_by_id).with(link_id));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::vector<ConnectLinkRow> connect_links_of(Session& session, const TenantId& tenant, std::int64_t before, int limit) {
    return rows_of(session.sql(select_of_tenant).with(tenant.value, before, limit));
}

std::vector<ConnectLinkRow> links_in_place_of(Session& session, const ConnectLinkRow& link) {
    return rows_of(session.sql(select_in_place)
                       .with(link.tenant.value, std::string(name_of(link.provider)), link.phone, link.link_id));
}

void save_connect_link(Session& session, const ConnectLinkRow& row) {
    session.sql(upsert)
        .with(row.link_id, row.tenant.value, std::string(name_of(row.provider)), row.road, row.phone, row.name,
              row.language, row.created_by, row.created_at, row.expires_at, row.ended_at, row.ended, row.ended_by,
              row.opened_at, row.begun, row.attempt_id)
        .run();
}

}  // namespace coexist
