#include <boost/json.hpp>
#include <cstdio>

#include "host/console/session.hpp"
#include "host/running/config_file.hpp"
#include "host/running/plugin_problem.hpp"

namespace crm::console {
namespace json = boost::json;
namespace fs = std::filesystem;
namespace {

Result<InstalledPlugin> at_path(const std::string& file) {
    if (!fs::exists(file)) {
        return Problem{"plugin_not_found", "There is no file " + file + ".",
                       "Name the .so of the plugin that the configuration is for, or the id of one that is installed."};
    }
    const Result<Manifest> manifest = read_manifest(manifest_path(file));
    if (!manifest) return manifest.problem();
    return InstalledPlugin{file, manifest_path(file), manifest.value()};
}

/// The plugin whose configuration is meant: by path, by id, or the only one that is installed.
Result<InstalledPlugin> chosen(const fs::path& folder, const std::string& wanted) {
    if (wanted.find('/') != std::string::npos || fs::path(wanted).extension() == ".so") return at_path(wanted);
    const FolderScan scan = scan_plugins(folder);
    for (const InstalledPlugin& plugin : scan.plugins) {
        const std::string& id = plugin.manifest.id;
        if (wanted.empty() ? scan.plugins.size() == 1 : id == wanted || short_name(id) == wanted) return plugin;
    }
    if (!scan.problems.empty()) return scan.problems.front();
    if (scan.plugins.empty()) {
        return Problem{"plugin_not_found", "No plugin is installed in " + folder.string() + ".",
                       "Name the file of the plugin that the configuration is for: --plugin "
                       "./whatsapp_coexistence.so"};
    }
    return Problem{
        "plugin_not_found",
        wanted.empty() ? "Several plugins are installed." : "There is no installed plugin \"" + wanted + "\".",
        "Look at: crm-host plugin list; name one with --plugin ID."};
}

void print_listed(const json::object& answer, const char* name, const std::string& file) {
    const json::value* list = answer.if_contains(name);
    if (list == nullptr || !list->is_array()) return;
    for (const json::value& each : list->get_array()) {
        if (each.is_string()) {
            std::printf("  %s\n", one_line(json::value_to<std::string>(each)).c_str());
        } else {
            std::printf("%s\n", told(each, file, "warning").c_str());
        }
    }
}

}  // namespace

int check_config(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    const std::string& file = arguments.words[0];
    const Result<std::string> content = read_config_file(file);
    if (!content) return refuse(content.problem(), as_json);
    const Result<InstalledPlugin> meant = chosen(data_folder(arguments).plugin_files(), arguments.get("plugin"));
    if (!meant) return refuse(meant.problem(), as_json);
    const Result<LoadedPlugin> plugin = load_plugin(meant.value(), Probe::of_this_program());
    if (!plugin) return refuse(plugin.problem(), as_json);
    const crm_document document = crm::document(content.value(), file);
    const Reply reply(*plugin.value().table, plugin.value().table->check_config(&document));
    if (as_json) {
        std::printf("%.*s\n", static_cast<int>(reply.body().size()), reply.body().data());
        return reply.ok() ? 0 : 1;
    }
    if (!reply.ok()) return refuse(problem_of(reply, file), false);
    json::error_code error;
    const json::value answer = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    const json::object nothing;
    const json::object& said = !error && answer.is_object() ? answer.get_object() : nothing;
    print_listed(said, "warnings", file);
    std::printf("%s: fine\n", file.c_str());
    print_listed(said, "summary", file);
    return 0;
}

}  // namespace crm::console
