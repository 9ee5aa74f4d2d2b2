#include "store/history_imports.hpp"

#include <boost/json.hpp>

#include "store/account_news.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

#define IMPORT_COLUMNS                                                                                        \
    "account, generation, begun_at, possible_until, days, not_chats, choice, chosen_at, chosen_by, request, " \
    "requested_at, outcome, outcome_at, watched"
constexpr const char* select_one =
    "SELECT " IMPORT_COLUMNS " FROM history_import WHERE account = $1 AND generation = $2";
constexpr const char* select_begun =
    "SELECT " IMPORT_COLUMNS
    " FROM history_import WHERE account = $1 AND begun_at <= $2 ORDER BY generation DESC LIMIT 1";
constexpr const char* select_first =
    "SELECT " IMPORT_COLUMNS " FROM history_import WHERE account = $1 ORDER BY generation LIMIT 1";
constexpr const char* select_watched =
    "SELECT " IMPORT_COLUMNS " FROM history_import WHERE watched = 1 ORDER BY account, generation";
constexpr const char* upsert =
    "INSERT INTO history_import(" IMPORT_COLUMNS
    ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
    "ON CONFLICT(account, generation) DO UPDATE SET begun_at = excluded.begun_at, "
    "possible_until = excluded.possible_until, days = excluded.days, not_chats = excluded.not_chats, "
    "choice = excluded.choice, chosen_at = excluded.chosen_at, chosen_by = excluded.chosen_by, "
    "request = excluded.request, requested_at = excluded.requested_at, outcome = excluded.outcome, "
    "outcome_at = excluded.outcome_at, watched = excluded.watched";

std::vector<HistoryImportRow> rows_of(Statement& statement) {
    std::vector<HistoryImportRow> rows;
    while (statement.next()) {
        HistoryImportRow row;
        row.account = statement.integer(0);
        row.generation = statement.integer(1);
        row.begun_at = statement.integer(2);
        row.possible_until = statement.integer(3);
        row.gate.days = statement.integer(4);
        const std::string chats = statement.text(5);
        const json::value parsed = json::parse(chats);
        for (const json::value& chat : parsed.as_array()) row.gate.not_chats.insert(std::string(chat.as_string()));
        row.choice = history_choice_named(statement.text(6));
        row.chosen_at = statement.integer(7);
        row.chosen_by = statement.text(8);
        row.request = history_request_named(statement.text(9));
        row.requested_at = statement.integer(10);
        row.outcome = history_outcome_named(statement.text(11));
        row.outcome_at = statement.integer(12);
        row.watched = statement.integer(13) != 0;
        rows.push_back(std::move(row));
    }
    statement.reset();
    return rows;
}

std::optional<HistoryImportRow> first_of(std::vector<HistoryImportRow> rows) {
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace

std::optional<HistoryImportRow> find_history_import(Session& session, std::int64_t account, std::int64_t generation) {
    return first_of(rows_of(session.sql(select_one).with(account, generation)));
}

HistoryImportRow history_import_of(Session& session, const AccountRow& account) {
    if (auto row = find_history_import(session, account.id, account.generation)) return std::move(*row);
    HistoryImportRow row;
    row.account = account.id;
    row.generation = account.generation;
    row.begun_at = account.generation_start;
    return row;
}

std::optional<HistoryImportRow> history_import_at(Session& session, std::int64_t account, std::int64_t received_at) {
    auto begun = first_of(rows_of(session.sql(select_begun).with(account, received_at)));
    return begun ? begun : first_of(rows_of(session.sql(select_first).with(account)));
}

void save_history_import(Session& session, const HistoryImportRow& row) {
    json::array chats;
    for (const std::string& chat : row.gate.not_chats) chats.push_back(json::value(chat));
    session.sql(upsert)
        .with(row.account, row.generation, row.begun_at, row.possible_until, row.gate.days, json::serialize(chats),
              name_of(row.choice), row.chosen_at, row.chosen_by, name_of(row.request), row.requested_at,
              name_of(row.outcome), row.outcome_at, row.watched)
        .run();
}

std::vector<HistoryImportRow> watched_history_imports(Session& session) {
    return rows_of(session.sql(select_watched).with());
}

HistorySituation history_situation(Session& session, const AccountRow& account, const HistoryImportRow& row) {
    return {since(account_history(session, account.id), account.generation_start), row.choice, row.request,
            row.requested_at, row.possible_until};
}

}  // namespace coexist
