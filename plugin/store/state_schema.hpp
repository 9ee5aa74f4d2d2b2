#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"
#include "store/session.hpp"

namespace coexist {

/// The version of the fold: what deliveries become. Raise it whenever parsing or a merge law changes; the fold is then
/// built anew at the next start, from the baseline and the journal. A column that is added to a table of the fold has a
/// default, and values are read in their earlier forms too: a baseline of before has those.
constexpr std::int64_t fold_version = 7;

/// Whether a table of the state can be built again from the journal and the others.
bool is_fold_table(std::string_view name);

/// The tables that can.
const std::vector<std::string>& fold_table_list();

/// Path of the state file inside a state's directory.
std::string state_path(const std::string& directory);
/// Path of the journal's directory inside a state's directory.
std::string journal_directory(const std::string& directory);
/// Path of the files of messages inside a state's directory.
std::string media_directory(const std::string& directory);

/// Opens the state for its one writer, creates or migrates it. Kept tables are migrated step by step, after a copy
/// of the file beside it ("state-before-vN.db"); fold tables of another version are dropped, their journal
/// positions start anew and the feed begins a new epoch. Problems: `state_newer`, `journal_incomplete`.
/// Throws SQLite::Exception when the file cannot be used.
Result<std::unique_ptr<Session>> open_state_for_writing(const std::string& directory);

/// Asks that the fold is built anew at the next opening for writing, whatever its version.
void want_rebuild(const std::string& directory);

/// Opens the state for reading. Throws SQLite::Exception when there is none yet.
std::unique_ptr<Session> open_state_for_reading(const std::string& directory);

/// An epoch of the feed that no consumer has read, also where the state is made anew beside the consumers of a lost
/// one: their positions would hide its first events.
std::int64_t next_epoch(Session& session, const std::string& directory);

/// A value of the table `meta`; `fallback` if it is not there.
std::int64_t meta_number(Session& session, const char* name, std::int64_t fallback);
void set_meta_number(Session& session, const char* name, std::int64_t value);

}  // namespace coexist
