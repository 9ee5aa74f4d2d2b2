#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>

#include "host/console/session.hpp"
#include "loader/child.hpp"
#include "loader/durable_file.hpp"
#include "loader/plugin_folder.hpp"

namespace crm::console {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

constexpr std::chrono::seconds check_limit{120};

/// The conformance tool beside this program, where it is installed, tells more than the built-in probe.
std::optional<Problem> check_thoroughly(const fs::path& file) {
    const fs::path tool = Probe::of_this_program().command.front();
    if (tool.filename() != "crm-plugin-check") return std::nullopt;
    const ChildEnd end = run_child({tool.string(), "--quiet", file.string()}, check_limit);
    const std::string violence = violent_end(end);
    if (violence.empty() && end.exit_code == 0) return std::nullopt;
    return Problem{"check_failed",
                   file.string() + " does not pass crm-plugin-check" +
                       (violence.empty() ? ":\n" + end.out + end.err : ": " + violence + "."),
                   "Report this to the plugin's vendor."};
}

Result<InstalledPlugin> install(const fs::path& file, const fs::path& manifest_file, const fs::path& folder) {
    const Result<OpenedFile> opened = OpenedFile::open(file);
    if (!opened) return opened.problem();
    const Result<Manifest> manifest = read_manifest(manifest_file);
    if (!manifest) return manifest.problem();
    const Result<OpenedFile> verified = verify_plugin({file, manifest_file, manifest.value()});
    if (!verified) return verified.problem();
    const Result<Manifest> found = probe_file(Probe::of_this_program(), file);
    if (!found) return found.problem();
    const Manifest& said = manifest.value();
    if (found.value().id != said.id || found.value().version != said.version || file.filename() != said.file) {
        return Problem{"manifest_mismatch",
                       "The manifest says " + said.id + " " + said.version + " in " + said.file + ", the plugin says " +
                           found.value().id + " " + found.value().version + " in " + file.filename().string() + ".",
                       "Get the plugin and its manifest again from where they came."};
    }
    if (const auto problem = check_thoroughly(file)) return *problem;
    return install_plugin(file, said, folder);
}

json::object document(const InstalledPlugin& plugin) {
    return {{"id", plugin.manifest.id},
            {"version", plugin.manifest.version},
            {"abi_built", plugin.manifest.abi_built},
            {"abi_required", plugin.manifest.abi_required},
            {"file", plugin.file.string()}};
}

}  // namespace

int plugin_install(const Arguments& arguments) {
    const fs::path file = arguments.words[0];
    const fs::path manifest = arguments.get("manifest", manifest_path(file).string());
    const Result<InstalledPlugin> placed = install(file, manifest, data_folder(arguments).plugin_files());
    if (!placed) return refuse(placed.problem(), arguments.has("json"));
    if (arguments.has("json")) {
        std::printf("%s\n", json::serialize(document(placed.value())).c_str());
    } else {
        std::printf("%s %s is installed as %s\n", placed.value().manifest.id.c_str(),
                    placed.value().manifest.version.c_str(), placed.value().file.c_str());
    }
    return 0;
}

int plugin_list(const Arguments& arguments) {
    const FolderScan scan = scan_plugins(data_folder(arguments).plugin_files());
    std::vector<std::vector<std::string>> rows;
    json::array plugins;
    json::array problems;
    const auto note = [&](const Problem& problem) {
        problems.push_back({{"code", problem.code}, {"detail", problem.detail}, {"next", problem.next}});
        if (!arguments.has("json")) refuse(problem, false);
    };
    for (const Problem& problem : scan.problems) note(problem);
    for (const InstalledPlugin& plugin : scan.plugins) {
        const Result<OpenedFile> verified = verify_plugin(plugin);
        if (!verified) note(verified.problem());
        json::object each = document(plugin);
        each["state"] = verified ? "ok" : verified.problem().code;
        rows.push_back({plugin.manifest.id, plugin.manifest.version, plugin.manifest.abi_required, plugin.manifest.file,
                        verified ? "ok" : verified.problem().code});
        plugins.push_back(std::move(each));
    }
    const bool well = problems.empty();
    if (arguments.has("json")) {
        std::printf("%s\n", json::serialize(json::object{{"plugins", plugins}, {"problems", problems}}).c_str());
    } else {
        print_table({"ID", "VERSION", "ABI", "FILE", "STATE"}, rows);
    }
    return well ? 0 : 1;
}

int plugin_remove(const Arguments& arguments) {
    const std::string& wanted = arguments.words[0];
    for (const InstalledPlugin& plugin : scan_plugins(data_folder(arguments).plugin_files()).plugins) {
        if (plugin.manifest.id != wanted && short_name(plugin.manifest.id) != wanted) continue;
        const Result<InstalledPlugin> removed = remove_plugin(plugin);
        if (!removed) return refuse(removed.problem(), arguments.has("json"));
        if (arguments.has("json")) {
            std::printf("%s\n", json::serialize(document(plugin)).c_str());
        } else {
            std::printf("%s is removed; its state stays in %s\n", plugin.manifest.id.c_str(),
                        data_folder(arguments).plugin_state(plugin.manifest.id).c_str());
        }
        return 0;
    }
    return refuse(
        {"plugin_not_found", "There is no installed plugin \"" + wanted + "\".", "Look at: crm-host plugin list"},
        arguments.has("json"));
}

int plugin_manifest(const Arguments& arguments) {
    const fs::path file = arguments.words[0];
    const Result<Manifest> found = probe_file(Probe::of_this_program(), file);
    if (!found) return refuse(found.problem(), arguments.has("json"));
    const fs::path path = manifest_path(file);
    if (const auto failed = write_durably(path, to_json(found.value()))) {
        return refuse({"manifest_unwritable", "The manifest could not be written: " + *failed + ".",
                       "Check the folder's rights."},
                      arguments.has("json"));
    }
    if (arguments.has("json")) {
        std::fputs(to_json(found.value()).c_str(), stdout);
    } else {
        std::printf("%s %s: %s is written\n", found.value().id.c_str(), found.value().version.c_str(), path.c_str());
    }
    return 0;
}

}  // namespace crm::console
