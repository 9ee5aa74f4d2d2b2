#include "options.hpp"

#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/IntValidator.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>
#include <charconv>
#include <iostream>

namespace sim {
namespace {

using Poco::Util::IntValidator;
using Poco::Util::Option;
using Poco::Util::OptionSet;

Option number_option(const char* name, const char* description, int least, int most) {
    return Option(name, "", description, false, "N", true).validator(new IntValidator(least, most));
}

OptionSet known_options() {
    OptionSet options;
    options.addOption(Option("help", "h", "Show this text."));
    options.addOption(number_option(
        "port", "Port to listen on; 0 takes a free one, which the first line names. Default 8090.", 0, 65535));
    options.addOption(Option("bind", "", "Address to listen on. Default 127.0.0.1.", false, "ADDRESS", true));
    options.addOption(
        Option("world", "",
               "JSON file with apps[], numbers[] and tokens[], as POSTed to /_sim/apps, /_sim/numbers, /_sim/tokens; "
               "callbacks are verified as soon as their receiver answers.",
               false, "FILE", true));
    options.addOption(number_option("retry-base-ms",
                                    "First pause after a webhook that was not answered 200; it doubles. Default 1000.",
                                    1, 3600000));
    options.addOption(number_option("retry-max-ms", "Longest pause between two tries. Default 60000.", 1, 86400000));
    options.addOption(number_option("delivery-timeout-ms", "How long a receiver may take. Default 10000.", 1, 600000));
    options.addOption(number_option("delivery-connections",
                                    "Concurrent webhooks to one receiver; 1 keeps their order. Default 8.", 1, 1024));
    options.addOption(number_option("batch", "Updates in one webhook. Default 1.", 1, 1000));
    options.addOption(number_option("seed", "Makes ids repeatable. Default 0: other ids each run.", 0, 2147483647));
    return options;
}

void show_help(const OptionSet& options) {
    Poco::Util::HelpFormatter help(options);
    help.setCommand("graph-simulator");
    help.setUsage("[--port N] [--world FILE] [options]");
    help.setWidth(100);
    help.setHeader(
        "Plays Meta's Graph API, Meta's webhook sender and the phones of guests and owner on loopback. Point a Graph "
        "client at the printed address, then drive the people over HTTP under /_sim/.");
    help.format(std::cout);
    std::cout
        << "\nExample:\n  graph-simulator --port 8090 --world world.json\n"
           "  curl -d '{\"phone_number_id\":\"310987654321002\",\"from\":\"4915112345678\",\"text\":\"Hello\"}' \\\n"
           "    http://127.0.0.1:8090/_sim/guest/write\n";
}

std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);  // the validator has seen it
    return number;
}

void apply(Options& options, const std::string& name, const std::string& value) {
    auto& settings = options.settings;
    if (name == "port") options.port = static_cast<std::uint16_t>(number_in(value));
    if (name == "bind") options.bind = value;
    if (name == "world") options.world_file = value;
    if (name == "seed") options.seed = static_cast<std::uint64_t>(number_in(value));
    if (name == "retry-base-ms") settings.retry_base_ms = number_in(value);
    if (name == "retry-max-ms") settings.retry_max_ms = number_in(value);
    if (name == "delivery-timeout-ms") settings.delivery_timeout_ms = number_in(value);
    if (name == "delivery-connections") settings.delivery_connections = static_cast<std::size_t>(number_in(value));
    if (name == "batch") settings.batch = static_cast<std::size_t>(number_in(value));
}

}  // namespace

std::optional<Options> read_options(int argc, char** argv, int& exit_code) {
    const auto known = known_options();
    Poco::Util::OptionProcessor processor(known);
    processor.setUnixStyle(true);
    Options options;
    try {
        for (int i = 1; i < argc; ++i) {
            std::string name;
            std::string value;
            const std::string argument = argv[i];
            if (!processor.process(argument, name, value)) {
                std::cerr << "graph-simulator: \"" << argument << "\" is no option; --help lists them." << std::endl;
                exit_code = 2;
                return std::nullopt;
            }
            if (name == "help") {
                show_help(known);
                exit_code = 0;
                return std::nullopt;
            }
            if (name.empty()) continue;  // the value follows as the next argument
            // The processor leaves validating to its caller.
            if (auto* validator = known.getOption(name).validator()) validator->validate(known.getOption(name), value);
            apply(options, name, value);
        }
        processor.checkRequired();
    } catch (const Poco::Util::OptionException& problem) {
        std::cerr << "graph-simulator: " << problem.displayText() << "; --help lists the options." << std::endl;
        exit_code = 2;
        return std::nullopt;
    }
    return options;
}

}  // namespace sim
