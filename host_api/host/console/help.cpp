#include "host/console/help.hpp"

#include <cstdio>

namespace crm::console {
namespace {

void print_options(const std::vector<OptionRule>& options) {
    for (const OptionRule& rule : options) {
        std::string left = std::string("--") + rule.name;
        if (rule.argument[0] != '\0') left += std::string(" ") + rule.argument;
        std::printf("  %-26s %s\n", left.c_str(), rule.description);
    }
}

}  // namespace

void print_overview() {
    std::puts(
        "crm-host - a small CRM that hosts channel plugins\n"
        "\n"
        "Usage: crm-host COMMAND [OPTIONS] [WORDS]\n");
    for (const Command& command : commands()) {
        const std::string left = std::string(command.name) + " " + command.words;
        std::printf("  %-36s %s\n", left.c_str(), command.summary);
    }
    std::puts(
        "\n"
        "First steps:\n"
        "  crm-host plugin install ./whatsapp_coexistence.so\n"
        "  crm-host tenant add harbour --name \"Hotel Harbour\" --time-zone Europe/Lisbon\n"
        "  crm-host user add ann --role admin --tenant harbour\n"
        "  crm-host token create ann\n"
        "  crm-host serve --plugin-config coexistence.yaml\n"
        "\n"
        "Every command takes --data DIR (or $CRM_DATA), --json and --help.\n"
        "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.");
}

void print_help(const Command& command) {
    std::printf("Usage: crm-host %s %s [OPTIONS]\n\n%s.\n\n%s\n\nOptions:\n", command.name, command.words,
                command.summary, command.text);
    print_options(command.options);
    print_options(common_options());
}

}  // namespace crm::console
