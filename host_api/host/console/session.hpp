#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <string>
#include <vector>

#include "host/console/command.hpp"
#include "host/records/directory.hpp"
#include "host/records/records.hpp"
#include "host/running/running_plugin.hpp"

namespace crm::console {

/// Prints a refusal to stderr, or as JSON to stdout; answers the exit code 1.
int refuse(const Problem& problem, bool json);

/// --data, else $CRM_DATA, else ./crm-data.
DataFolder data_folder(const Arguments& arguments);

/// --plugin-config, as ID=FILE or FILE.
ConfigFiles config_files(const Arguments& arguments);

/// The text without control characters: what a stranger wrote must not steer a terminal.
std::string one_line(std::string text);

/// A table with aligned columns; nothing but a line when it has no rows.
void print_table(const std::vector<std::string>& heads, std::vector<std::vector<std::string>> rows);

/// A member of a JSON object as text: a string as it is, other values as JSON, empty when it is absent.
std::string member(const boost::json::object& object, const char* name);

/// What a command beside (or without) a running serve works with.
class Session {
  public:
    static Result<std::unique_ptr<Session>> open(const Arguments& arguments);

    /// Opens the plugins as clients of their states. Problems: the first plugin's that could not be.
    Result<bool> start_plugins();

    /// The user named by --as, or the console's own admin. Problems: unknown_person.
    Result<Person> person();

    Database& database() { return *database_; }
    Directory& directory() { return directory_; }
    Records& records() { return records_; }
    const DataFolder& folder() const { return folder_; }
    const std::vector<std::unique_ptr<RunningPlugin>>& plugins() const { return plugins_; }
    bool json() const { return arguments_.has("json"); }

  private:
    Session(const Arguments& arguments, std::unique_ptr<Database> database);

    const Arguments& arguments_;
    DataFolder folder_;
    std::unique_ptr<Database> database_;
    Directory directory_;
    Records records_;
    std::vector<std::unique_ptr<RunningPlugin>> plugins_;
};

}  // namespace crm::console
