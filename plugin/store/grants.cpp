#include "store/grants.hpp"

namespace coexist {
namespace {

constexpr const char* upsert_grant =
    "INSERT INTO account_grant(account, road, user_id) VALUES($1, $2, $3) "
    "ON CONFLICT(account) DO UPDATE SET road = excluded.road, user_id = excluded.user_id";
constexpr const char* select_granted =
    "SELECT account FROM account_grant WHERE road = $1 AND user_id = $2 ORDER BY account";
constexpr const char* delete_grants = "DELETE FROM account_grant WHERE road = $1 AND user_id = $2";
constexpr const char* insert_deletion =
    "INSERT INTO data_deletion(code, road, received_at) VALUES($1, $2, $3) ON CONFLICT(code) DO NOTHING";
constexpr const char* insert_account =
    "INSERT INTO data_deletion_account(code, account) VALUES($1, $2) ON CONFLICT(code, account) DO NOTHING";
constexpr const char* select_deletion = "SELECT received_at FROM data_deletion WHERE code = $1 AND road = $2";
constexpr const char* count_left =
    "SELECT count(*) FROM data_deletion_account AS named JOIN account ON account.id = named.account "
    "WHERE named.code = $1 AND account.token_sealed <> ''";
constexpr const char* select_deletions =
    "SELECT request.code, request.road, request.received_at, named.account "
    "FROM data_deletion AS request LEFT JOIN data_deletion_account AS named ON named.code = request.code "
    "ORDER BY request.received_at, request.code, named.account";

}  // namespace

void save_grant(Session& session, std::int64_t account, const std::string& road, const std::string& user_id) {
    session.sql(upsert_grant).with(account, road, user_id).run();
}

std::vector<std::int64_t> accounts_granted_by(Session& session, const std::string& road, const std::string& user_id) {
    std::vector<std::int64_t> accounts;
    Statement& select = session.sql(select_granted).with(road, user_id);
    while (select.next()) accounts.push_back(select.integer(0));
    select.reset();
    return accounts;
}

std::vector<std::int64_t> delete_person(Session& session, const std::string& code, const std::string& road,
                                        const std::string& user_id, std::int64_t received_at) {
    std::vector<std::int64_t> accounts = accounts_granted_by(session, road, user_id);
    session.sql(insert_deletion).with(code, road, received_at).run();
    for (const std::int64_t account : accounts) session.sql(insert_account).with(code, account).run();
    session.sql(delete_grants).with(road, user_id).run();
    return accounts;
}

std::optional<DeletionRow> find_deletion(Session& session, const std::string& code, const std::string& road) {
    std::optional<DeletionRow> found;
    Statement& select = session.sql(select_deletion).with(code, road);
    if (select.next()) found = DeletionRow{select.integer(0), 0};
    select.reset();
    if (!found) return found;
    Statement& count = session.sql(count_left).with(code);
    if (count.next()) found->accounts_left = count.integer(0);
    count.reset();
    return found;
}

std::vector<DeletionEntry> all_deletions(Session& session) {
    std::vector<DeletionEntry> all;
    Statement& select = session.sql(select_deletions).with();
    while (select.next()) {
        const std::string code = select.text(0);
        if (all.empty() || all.back().code != code) all.push_back({code, select.text(1), select.integer(2), {}});
        if (const std::int64_t account = select.integer(3); account != 0) all.back().accounts.push_back(account);
    }
    select.reset();
    return all;
}

}  // namespace coexist
