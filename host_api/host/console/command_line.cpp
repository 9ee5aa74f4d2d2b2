#include <Poco/Exception.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>

#include "host/console/command.hpp"
#include "host/console/help.hpp"
#include "loader/probe.hpp"

namespace crm::console {
namespace {

constexpr int wrong_usage = 2;

bool is_called(const Command& command, const std::vector<std::string>& typed, std::size_t& used) {
    const std::string name = command.name;
    const std::size_t space = name.find(' ');
    used = space == std::string::npos ? 1 : 2;
    if (typed.size() < used) return false;
    return space == std::string::npos ? typed[0] == name
                                      : typed[0] == name.substr(0, space) && typed[1] == name.substr(space + 1);
}

/// Sorts what was typed into words and options; throws Poco::Util's option exceptions.
Arguments read(const Command& command, const std::vector<std::string>& typed) {
    Poco::Util::OptionSet known;
    for (const auto* rules : {&command.options, &common_options()}) {
        for (const OptionRule& rule : *rules) {
            Poco::Util::Option option(rule.name, "", rule.description, false);
            option.repeatable(true);
            if (rule.argument[0] != '\0') option.argument(rule.argument);
            known.addOption(option);
        }
    }
    Poco::Util::OptionProcessor processor(known);
    processor.setUnixStyle(true);
    Arguments arguments;
    bool only_words = false;
    for (const std::string& word : typed) {
        std::string name;
        std::string value;
        if (word == "--" && !only_words) {
            only_words = true;
        } else if (!only_words && processor.process(word, name, value)) {
            if (!name.empty()) arguments.options.emplace(name, value);
        } else {
            arguments.words.push_back(word);
        }
    }
    processor.checkRequired();
    return arguments;
}

int usage(const Command& command, const std::string& words) {
    std::fprintf(stderr, "crm-host %s: %s\nUsage: crm-host %s %s\nMore: crm-host %s --help\n", command.name,
                 words.c_str(), command.name, command.words, command.name);
    return wrong_usage;
}

int call(const Command& command, const std::vector<std::string>& typed) {
    Arguments arguments;
    try {
        arguments = read(command, typed);
    } catch (const Poco::Exception& error) {
        return usage(command, error.displayText());
    }
    if (arguments.has("help")) {
        print_help(command);
        return 0;
    }
    if (arguments.words.size() < command.min_words) return usage(command, "something is missing");
    if (arguments.words.size() > command.max_words) {
        return usage(command, "\"" + arguments.words[command.max_words] + "\" is one word too many");
    }
    return command.run(arguments);
}

}  // namespace

std::string Arguments::get(const std::string& option, const std::string& otherwise) const {
    const auto found = options.find(option);
    return found == options.end() ? otherwise : found->second;
}

std::vector<std::string> Arguments::all(const std::string& option) const {
    std::vector<std::string> values;
    const auto range = options.equal_range(option);
    for (auto each = range.first; each != range.second; ++each) values.push_back(each->second);
    return values;
}

int Arguments::number(const std::string& option, int otherwise) const {
    const std::string text = get(option);
    int value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && value >= 0 ? value : otherwise;
}

int run(int argc, char** argv) {
    const std::vector<std::string> typed(argv + 1, argv + argc);
    if (typed.size() == 2 && typed[0] == "--probe") return probe_main(typed[1]);
    if (typed.empty() || typed[0] == "--help" || typed[0] == "help") {
        print_overview();
        return typed.empty() ? wrong_usage : 0;
    }
    try {
        for (const Command& command : commands()) {
            std::size_t used = 0;
            if (is_called(command, typed, used)) {
                return call(command, {typed.begin() + static_cast<std::ptrdiff_t>(used), typed.end()});
            }
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "crm-host: failed: %s\n", error.what());
        return 1;
    }
    std::fprintf(stderr, "crm-host: there is no command \"%s\".\nMore: crm-host --help\n", typed[0].c_str());
    return wrong_usage;
}

}  // namespace crm::console
