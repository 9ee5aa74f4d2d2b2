#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crm::check {

/// What a check is made on.
struct Subject {
    std::filesystem::path file;
    std::filesystem::path config;  ///< empty: none was given, so nothing can be started
    std::filesystem::path state;   ///< a new, empty folder for this check alone
};

/// How a check ended. Words say what was seen, where it did not pass.
struct Outcome {
    enum class State { ok, failed, skipped };
    State state = State::ok;
    std::string words;

    static Outcome passed() { return {}; }
    static Outcome failed(std::string words) { return {State::failed, std::move(words)}; }
    static Outcome skipped(std::string words) { return {State::skipped, std::move(words)}; }
};

/// One rule of the contract. The id is stable: people and pipelines refer to it.
struct Check {
    const char* id;
    const char* rule;
    Outcome (*make)(const Subject&);
};

/// All checks, in the order in which they are made.
const std::vector<Check>& checks();

// The checks themselves.
Outcome file_is_loadable(const Subject&);
Outcome exports_one_symbol(const Subject&);
Outcome refuses_other_majors(const Subject&);
Outcome takes_newer_minors(const Subject&);
Outcome entry_is_static(const Subject&);
Outcome load_starts_nothing(const Subject&);
Outcome registration_is_well_formed(const Subject&);
Outcome registration_repeats(const Subject&);
Outcome sets_match_channels(const Subject&);
Outcome has_config_schema(const Subject&);
Outcome registration_heeds_refusals(const Subject&);
Outcome refuses_broken_config(const Subject&);
Outcome refuses_broken_options(const Subject&);
Outcome opens_and_closes(const Subject&);
Outcome opens_without_host(const Subject&);
Outcome starts_no_thread_before_start(const Subject&);
Outcome is_unavailable_before_start(const Subject&);
Outcome replies_outlive_close(const Subject&);
Outcome notices_fork(const Subject&);
Outcome starts_and_stops(const Subject&);
Outcome refuses_second_owner(const Subject&);

}  // namespace crm::check
