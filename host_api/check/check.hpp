#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace crm::check {

/// What a check is made on.
struct Subject {
    std::filesystem::path file;
    std::filesystem::path config;      ///< empty: none was given, so nothing can be started
    std::filesystem::path act;         ///< a JSON file {provider, account?, action, input} that makes events; or empty
    std::filesystem::path state;       ///< a new, empty folder for this check alone
    std::string tenant = "check";      ///< of the actors
    std::vector<std::string> secrets;  ///< names of environment variables that must not leak
    std::uint32_t seed = 1;            ///< for what is drawn by lot
};

/// How a check ended. Words say what was seen, where it did not pass.
struct Outcome {
    enum class State { ok, failed, skipped };
    State state = State::ok;
    std::string words;

    static Outcome passed() { return {}; }
    static Outcome failed(std::string words) { return {State::failed, std::move(words)}; }
    static Outcome skipped(std::string words) { return {State::skipped, std::move(words)}; }
    /// Passed if there are no words about what is wrong.
    static Outcome of(const std::string& wrong) { return wrong.empty() ? passed() : failed(wrong); }
};

/// One rule of the contract. The id is stable: people and pipelines refer to it.
struct Check {
    const char* id;
    const char* clause;  ///< where crm/plugin.h says it
    const char* rule;
    const char* cure;  ///< what a plugin's author does about it
    Outcome (*make)(const Subject&);
};

/// A check cannot be made, because something that another check is about does not hold.
struct Unfit {
    std::string words;
};
/// A check needs something that the caller did not give.
struct Missing {
    std::string words;
};

/// All checks, in the order in which they are told.
const std::vector<Check>& checks();

// The checks, one list a topic.
std::vector<Check> load_checks();
std::vector<Check> registration_checks();
std::vector<Check> life_checks();
std::vector<Check> order_checks();
std::vector<Check> fork_checks();
std::vector<Check> stop_checks();
std::vector<Check> reply_checks();
std::vector<Check> borrow_checks();
std::vector<Check> thread_checks();
std::vector<Check> feed_checks();
std::vector<Check> wake_checks();
std::vector<Check> action_checks();
std::vector<Check> secret_checks();
std::vector<Check> process_checks();

}  // namespace crm::check
