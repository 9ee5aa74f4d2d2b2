#include <Poco/Exception.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <boost/json.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "check/check_run.hpp"
#include "loader/probe.hpp"

namespace {

namespace json = boost::json;
using crm::check::Check;
using crm::check::Outcome;
using crm::check::Subject;

constexpr std::chrono::seconds check_limit{20};
constexpr int wrong_usage = 2;

constexpr const char* help =
    "Usage: crm-plugin-check [OPTIONS] FILE\n"
    "\n"
    "Checks whether a plugin keeps the contract of crm/plugin.h. Each check runs in a process of its own with a time\n"
    "limit and a new, empty state; its id is stable.\n"
    "\n"
    "Options:\n"
    "  --config FILE   A configuration to start the plugin with; without it the checks that start it are skipped\n"
    "  --only ID       This check only; may be repeated\n"
    "  --quiet         Print only what fails\n"
    "  --json          Print JSON\n"
    "  --list          Print the checks and their rules\n"
    "  --help          Print this\n"
    "\n"
    "Examples:\n"
    "  crm-plugin-check ./whatsapp_coexistence.so\n"
    "  crm-plugin-check --config coexistence.yaml --json ./whatsapp_coexistence.so\n"
    "\n"
    "Exit codes: 0 all passed, 1 a check failed, 2 wrong usage.";

struct Wishes {
    Subject subject;
    std::vector<std::string> only;
    bool quiet = false;
    bool as_json = false;
    bool list = false;
    bool help = false;
};

Wishes read(const std::vector<std::string>& typed) {
    Poco::Util::OptionSet known;
    known.addOption(Poco::Util::Option("config", "", "", false, "FILE", true));
    known.addOption(Poco::Util::Option("only", "", "", false, "ID", true).repeatable(true));
    for (const char* flag : {"quiet", "json", "list", "help"}) known.addOption(Poco::Util::Option(flag, ""));
    Poco::Util::OptionProcessor processor(known);
    processor.setUnixStyle(true);
    Wishes wishes;
    for (const std::string& word : typed) {
        std::string name;
        std::string value;
        if (!processor.process(word, name, value)) {
            wishes.subject.file = word;
        } else if (name == "config") {
            wishes.subject.config = std::filesystem::absolute(value);
        } else if (name == "only") {
            wishes.only.push_back(value);
        }
        wishes.quiet = wishes.quiet || name == "quiet";
        wishes.as_json = wishes.as_json || name == "json";
        wishes.list = wishes.list || name == "list";
        wishes.help = wishes.help || name == "help";
    }
    processor.checkRequired();
    return wishes;
}

bool wanted(const Check& check, const std::vector<std::string>& only) {
    if (only.empty()) return true;
    for (const std::string& id : only) {
        if (id == check.id) return true;
    }
    return false;
}

const char* word(Outcome::State state) {
    return state == Outcome::State::ok ? "ok" : state == Outcome::State::failed ? "failed" : "skipped";
}

void print(const Check& check, const Outcome& outcome, bool quiet) {
    if (quiet && outcome.state != Outcome::State::failed) return;
    std::printf("%s %s", check.id, word(outcome.state));
    if (outcome.state == Outcome::State::failed)
        std::printf(": the rule: %s; seen: %s", check.rule, outcome.words.c_str());
    if (outcome.state == Outcome::State::skipped) std::printf(": %s", outcome.words.c_str());
    std::printf("\n");
    std::fflush(stdout);
}

int check_all(const Wishes& wishes) {
    bool passed = true;
    json::array told;
    for (const Check& check : crm::check::checks()) {
        if (!wanted(check, wishes.only)) continue;
        const Outcome outcome = crm::check::run_apart(check, wishes.subject, check_limit);
        passed = passed && outcome.state != Outcome::State::failed;
        if (!wishes.as_json) print(check, outcome, wishes.quiet);
        json::object each{{"id", check.id}, {"rule", check.rule}, {"state", word(outcome.state)}};
        if (!outcome.words.empty()) each["detail"] = outcome.words;
        told.push_back(std::move(each));
    }
    if (told.empty()) {
        std::fprintf(stderr, "crm-plugin-check: there is no check of that id; see --list\n");
        return wrong_usage;
    }
    if (wishes.as_json) {
        const json::object document{
            {"file", wishes.subject.file.string()}, {"passed", passed}, {"checks", std::move(told)}};
        std::printf("%s\n", json::serialize(document).c_str());
    }
    return passed ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> typed(argv + 1, argv + argc);
    if (typed.size() == 2 && typed[0] == "--probe") return crm::probe_main(typed[1]);
    if (typed.size() == 5 && typed[0] == "--run") {
        return crm::check::run_here(typed[1], {typed[2], typed[4], typed[3]});
    }
    Wishes wishes;
    try {
        wishes = read(typed);
    } catch (const Poco::Exception& error) {
        std::fprintf(stderr, "crm-plugin-check: %s\n%s\n", error.displayText().c_str(), help);
        return wrong_usage;
    }
    if (wishes.list) {
        for (const Check& check : crm::check::checks()) std::printf("%-24s %s\n", check.id, check.rule);
        return 0;
    }
    if (wishes.help || wishes.subject.file.empty()) {
        std::puts(help);
        return wishes.help ? 0 : wrong_usage;
    }
    wishes.subject.file = std::filesystem::absolute(wishes.subject.file);
    return check_all(wishes);
}
