#include "host/console/session.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>

namespace crm::console {
namespace json = boost::json;

int refuse(const Problem& problem, bool as_json) {
    if (as_json) {
        const json::object document{{"code", problem.code}, {"detail", problem.detail}, {"next", problem.next}};
        std::printf("%s\n", json::serialize(json::object{{"problem", document}}).c_str());
        return 1;
    }
    std::fprintf(stderr, "crm-host: %s\n  code: %s\n", problem.detail.c_str(), problem.code.c_str());
    if (!problem.next.empty()) std::fprintf(stderr, "  next: %s\n", problem.next.c_str());
    return 1;
}

DataFolder data_folder(const Arguments& arguments) {
    const char* const environment = std::getenv("CRM_DATA");
    return {arguments.get("data", environment != nullptr && *environment != '\0' ? environment : "./crm-data")};
}

ConfigFiles config_files(const Arguments& arguments) {
    ConfigFiles files;
    for (const std::string& given : arguments.all("plugin-config")) {
        const std::size_t equals = given.find('=');
        const bool named = equals != std::string::npos && given.find('/') > equals;
        files[named ? given.substr(0, equals) : std::string()] = named ? given.substr(equals + 1) : given;
    }
    return files;
}

std::string one_line(std::string text) {
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) c = ' ';
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

void print_table(const std::vector<std::string>& heads, std::vector<std::vector<std::string>> rows) {
    for (auto& row : rows) {
        for (std::string& cell : row) cell = one_line(std::move(cell));
    }
    if (rows.empty()) {
        std::puts("(none)");
        return;
    }
    std::vector<std::size_t> widths;
    widths.reserve(heads.size());
    for (const std::string& head : heads) widths.push_back(head.size());
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    }
    const auto print = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += row[column];
            if (column + 1 < row.size()) line.append(widths[column] - row[column].size() + 2, ' ');
        }
        std::puts(line.c_str());
    };
    print(heads);
    for (const auto& row : rows) print(row);
}

std::string member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) return {};
    return value->is_string() ? json::value_to<std::string>(*value) : json::serialize(*value);
}

Session::Session(const Arguments& arguments, std::unique_ptr<Database> database)
    : arguments_(arguments),
      folder_(data_folder(arguments)),
      database_(std::move(database)),
      directory_(*database_),
      records_(*database_) {}

Result<std::unique_ptr<Session>> Session::open(const Arguments& arguments) {
    Result<std::unique_ptr<Database>> database = Database::open(data_folder(arguments).root);
    if (!database) return database.problem();
    return std::unique_ptr<Session>(new Session(arguments, std::move(database.value())));
}

Result<bool> Session::start_plugins() {
    PluginStarter starter(folder_, records_, config_files(arguments_));
    plugins_ = starter.start_all("client");
    if (!starter.problems().empty()) return starter.problems().front();
    if (plugins_.empty()) {
        return Problem{"no_plugin", "No plugin is installed in " + folder_.root.string() + ".",
                       "Install one with: crm-host plugin install FILE"};
    }
    return true;
}

Result<Person> Session::person() {
    const std::string id = arguments_.get("as");
    if (id.empty()) return directory_.console();
    if (auto person = directory_.person(id)) {
        person->origin = "console";
        return std::move(*person);
    }
    return Problem{"unknown_person", "There is no user \"" + id + "\".", "Look at: crm-host user list"};
}

}  // namespace crm::console
