#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crm::console {

/// What was typed behind a command's name.
class Arguments {
  public:
    std::vector<std::string> words;
    std::multimap<std::string, std::string> options;

    bool has(const std::string& option) const { return options.count(option) > 0; }
    std::string get(const std::string& option, const std::string& otherwise = {}) const;
    std::vector<std::string> all(const std::string& option) const;
    /// The option as a number of at least 0; `otherwise` when it is absent or no number.
    int number(const std::string& option, int otherwise) const;
};

/// An option; `argument` is the word that stands for its value, empty when it takes none.
struct OptionRule {
    const char* name;
    const char* argument;
    const char* description;
};

struct Command {
    const char* name;   ///< "plugin install"
    const char* words;  ///< "FILE"; one in brackets may be left out
    std::size_t min_words;
    std::size_t max_words;
    const char* summary;
    std::vector<OptionRule> options;
    const char* text;  ///< what more there is to know, and examples
    int (*run)(const Arguments&);
};

/// All commands, in the order in which help tells them.
const std::vector<Command>& commands();

/// Options that every command takes.
const std::vector<OptionRule>& common_options();

/// main(): finds the command, reads its options, runs it. 0 = done, 1 = refused or failed, 2 = wrong usage.
int run(int argc, char** argv);

// The commands themselves.
int serve_command(const Arguments&);
int plugin_install(const Arguments&);
int plugin_list(const Arguments&);
int plugin_remove(const Arguments&);
int plugin_manifest(const Arguments&);
int check_config(const Arguments&);
int accounts(const Arguments&);
int actions(const Arguments&);
int act(const Arguments&);
int events(const Arguments&);
int contacts(const Arguments&);
int timeline(const Arguments&);
int health(const Arguments&);
int metrics(const Arguments&);
int audit(const Arguments&);
int history_report(const Arguments&);
int backup(const Arguments&);
int restore(const Arguments&);
int rebuild(const Arguments&);
int erase_person(const Arguments&);
int export_all(const Arguments&);
int journal_list(const Arguments&);
int journal_show(const Arguments&);
int journal_replay(const Arguments&);
int journal_verify(const Arguments&);
int tenant_add(const Arguments&);
int tenant_list(const Arguments&);
int user_add(const Arguments&);
int user_list(const Arguments&);
int token_create(const Arguments&);

}  // namespace crm::console
