#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/history_gate.hpp"
#include "model/history_report.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

/// What was decided, asked for and told about the past of one connection of a number. Kept: no journal tells it again,
/// and what a rebuild folds depends on it. Times: Unix milliseconds, 0 = not.
struct HistoryImportRow {
    std::int64_t account = 0;
    std::int64_t generation = 0;
    std::int64_t begun_at = 0;        ///< the connection's start
    std::int64_t possible_until = 0;  ///< until when the history can be asked for; 0: it is not ours to ask
    HistoryGate gate;                 ///< what the configuration said when the connection began
    HistoryChoice choice = HistoryChoice::open;
    std::int64_t chosen_at = 0;
    std::string chosen_by;  ///< a person; empty: the configuration
    HistoryRequest request = HistoryRequest::none;
    std::int64_t requested_at = 0;
    HistoryOutcome outcome = HistoryOutcome::not_asked;  ///< the last that people were told
    std::int64_t outcome_at = 0;
    bool watched = true;  ///< an outcome may still come
};

std::optional<HistoryImportRow> find_history_import(Session& session, std::int64_t account, std::int64_t generation);
/// Of the account's present connection; one that began before these rows were written has an open one.
HistoryImportRow history_import_of(Session& session, const AccountRow& account);
/// Of the connection to which what was received then belongs: the newest that had begun; else the oldest. Nothing if
/// the account has none.
std::optional<HistoryImportRow> history_import_at(Session& session, std::int64_t account, std::int64_t received_at);
/// Inserts or replaces.
void save_history_import(Session& session, const HistoryImportRow& row);
/// Those whose outcome may still come.
std::vector<HistoryImportRow> watched_history_imports(Session& session);

/// All that decides how the import of the account's present connection stands.
HistorySituation history_situation(Session& session, const AccountRow& account, const HistoryImportRow& row);

}  // namespace coexist
