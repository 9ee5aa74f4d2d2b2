#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "check/check_run.hpp"
#include "loader/probe.hpp"

namespace {

namespace json = boost::json;
using crm::check::Check;
using crm::check::Outcome;
using crm::check::Subject;

constexpr std::chrono::seconds check_limit{60};
constexpr int wrong_usage = 2;

constexpr const char* help =
    "Usage: crm-plugin-check [OPTIONS] FILE\n"
    "\n"
    "Checks whether a plugin keeps the contract of crm/plugin.h. Each check runs in a process of its own with a time\n"
    "limit and a new, empty state; its id is stable.\n"
    "\n"
    "Options:\n"
    "  --config FILE      A configuration to start the plugin with; without it the checks that start it are skipped.\n"
    "                     @STATE@ in it stands for a folder of each check's own\n"
    "  --act FILE         JSON {provider, account, action, input}: an action that makes events, for the feed's checks\n"
    "  --tenant ID        The tenant that the calls are made for (default: check)\n"
    "  --secret-env NAME  An environment variable whose value must never leak; may be repeated\n"
    "  --only ID          This check only; may be repeated\n"
    "  --jobs N           So many checks at a time (default: the number of processors)\n"
    "  --seed N           What is drawn by lot is drawn by this number (default: a new one, which is printed)\n"
    "  --quiet            Print only what fails\n"
    "  --json             Print JSON\n"
    "  --list             Print the checks and their rules\n"
    "  --help             Print this\n"
    "\n"
    "Examples:\n"
    "  crm-plugin-check ./whatsapp_coexistence.so\n"
    "  crm-plugin-check --config coexistence.yaml --tenant harbour --json ./whatsapp_coexistence.so\n"
    "\n"
    "Exit codes: 0 all passed, 1 a check failed, 2 wrong usage.";

struct Wishes {
    Subject subject;
    std::vector<std::string> only;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    bool quiet = false;
    bool as_json = false;
    bool list = false;
    bool help = false;
};

Wishes read(const std::vector<std::string>& typed) {
    using Poco::Util::Option;
    Poco::Util::OptionSet known;
    for (const char* one : {"config", "act", "tenant", "jobs", "seed"})
        known.addOption(Option(one, "", "", false, "VALUE", true));
    for (const char* many : {"only", "secret-env"})
        known.addOption(Option(many, "", "", false, "VALUE", true).repeatable(true));
    for (const char* flag : {"quiet", "json", "list", "help"}) known.addOption(Option(flag, ""));
    Poco::Util::OptionProcessor processor(known);
    processor.setUnixStyle(true);
    Wishes wishes;
    wishes.subject.seed = std::random_device{}() % 1000000;
    for (const std::string& word : typed) {
        std::string name;
        std::string value;
        if (!processor.process(word, name, value)) wishes.subject.file = std::filesystem::absolute(word);
        if (name == "config") wishes.subject.config = std::filesystem::absolute(value);
        if (name == "act") wishes.subject.act = std::filesystem::absolute(value);
        if (name == "tenant") wishes.subject.tenant = value;
        if (name == "jobs") wishes.jobs = std::max(1U, Poco::NumberParser::parseUnsigned(value));
        if (name == "seed") wishes.subject.seed = Poco::NumberParser::parseUnsigned(value);
        if (name == "only") wishes.only.push_back(value);
        if (name == "secret-env") wishes.subject.secrets.push_back(value);
        wishes.quiet = wishes.quiet || name == "quiet";
        wishes.as_json = wishes.as_json || name == "json";
        wishes.list = wishes.list || name == "list";
        wishes.help = wishes.help || name == "help";
    }
    processor.checkRequired();
    return wishes;
}

/// The checks that are wanted, in their order; a wish that names none of them is a mistake.
std::vector<Check> chosen(const std::vector<std::string>& only) {
    std::vector<Check> all = crm::check::checks();
    if (only.empty()) return all;
    for (const std::string& id : only) {
        if (std::none_of(all.begin(), all.end(), [&](const Check& check) { return id == check.id; })) return {};
    }
    const auto unwanted = [&](const Check& check) {
        return std::find(only.begin(), only.end(), check.id) == only.end();
    };
    all.erase(std::remove_if(all.begin(), all.end(), unwanted), all.end());
    return all;
}

const char* word(Outcome::State state) {
    return state == Outcome::State::ok ? "ok" : state == Outcome::State::failed ? "failed" : "skipped";
}

void print(const Check& check, const Outcome& outcome, bool quiet) {
    if (quiet && outcome.state != Outcome::State::failed) return;
    std::printf("%s %s", check.id, word(outcome.state));
    if (outcome.state == Outcome::State::failed) {
        std::printf("\n  seen: %s\n  rule: %s (crm/plugin.h, %s)\n  do:   %s", outcome.words.c_str(), check.rule,
                    check.clause, check.cure);
    }
    if (outcome.state == Outcome::State::skipped) std::printf(": %s", outcome.words.c_str());
    std::printf("\n");
    std::fflush(stdout);
}

int check_all(const Wishes& wishes) {
    const std::vector<Check> wanted = chosen(wishes.only);
    if (wanted.empty()) {
        std::fprintf(stderr, "crm-plugin-check: there is no check of that id; see --list\n");
        return wrong_usage;
    }
    std::size_t failed = 0;
    json::array told;
    crm::check::run_all(wanted, wishes.subject, check_limit, wishes.jobs,
                        [&](const Check& check, const Outcome& outcome) {
                            failed += outcome.state == Outcome::State::failed ? 1 : 0;
                            if (!wishes.as_json) print(check, outcome, wishes.quiet);
                            json::object each{{"id", check.id}, {"rule", check.rule}, {"state", word(outcome.state)}};
                            if (!outcome.words.empty()) each["detail"] = outcome.words;
                            if (outcome.state == Outcome::State::failed) each["next"] = check.cure;
                            told.push_back(std::move(each));
                        });
    if (wishes.as_json) {
        const json::object document{{"file", wishes.subject.file.string()},
                                    {"passed", failed == 0},
                                    {"seed", wishes.subject.seed},
                                    {"checks", std::move(told)}};
        std::printf("%s\n", json::serialize(document).c_str());
    } else if (failed > 0 || !wishes.quiet) {
        std::printf("%zu of %zu checks failed; seed %u\n", failed, wanted.size(), wishes.subject.seed);
    }
    return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> typed(argv + 1, argv + argc);
    if (typed.size() == 2 && typed[0] == "--probe") return crm::probe_main(typed[1]);
    if (typed.size() == 3 && typed[0] == "--run") return crm::check::run_here(typed[1], typed[2]);
    Wishes wishes;
    try {
        wishes = read(typed);
    } catch (const Poco::Exception& error) {
        std::fprintf(stderr, "crm-plugin-check: %s\n%s\n", error.displayText().c_str(), help);
        return wrong_usage;
    }
    if (wishes.list) {
        for (const Check& check : crm::check::checks()) {
            std::printf("%-24s %s (%s)\n", check.id, check.rule, check.clause);
        }
        return 0;
    }
    if (wishes.help || wishes.subject.file.empty()) {
        std::puts(help);
        return wishes.help ? 0 : wrong_usage;
    }
    return check_all(wishes);
}
