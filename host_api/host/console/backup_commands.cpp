#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <ctime>

#include "host/backup/restore.hpp"
#include "host/console/plugin_request.hpp"
#include "host/console/session.hpp"

namespace crm::console {
namespace json = boost::json;
namespace fs = std::filesystem;
namespace {

constexpr const char* backup_path = "/admin/backup";
constexpr const char* not_copied = "state_not_copied";
constexpr const char* not_copied_next = "Stop crm-host serve and copy the plugin's folder below plugins/.";

/// Asks a plugin to copy its state; answers where below `folder` the copy lies. Problems: state_not_copied when it
/// offers no backup, else the plugin's own.
Result<fs::path> back_up(const RunningPlugin& plugin, const fs::path& folder, const Person& person,
                         const std::vector<std::string>& headers) {
    const auto answer = post(plugin, backup_path, {{"directory", folder.string()}}, person, headers);
    if (!answer && answer.problem().code == not_offered) {
        return Problem{not_copied, "The state of " + plugin.id() + " is not in this backup: it offers no backup.",
                       not_copied_next};
    }
    if (!answer) return answer.problem();
    const fs::path made = member(answer.value(), "directory");
    return made.empty() ? folder : made;
}

std::string time_now() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

bool lies_in(const fs::path& path, const fs::path& folder) {
    const fs::path inner = fs::weakly_canonical(path);
    const fs::path outer = fs::weakly_canonical(folder);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

/// The folder for a backup, made if need be.
Result<fs::path> new_folder(const fs::path& folder, const DataFolder& data) {
    if (lies_in(folder, data.root)) {
        return Problem{"backup_folder", folder.string() + " lies inside the data folder itself.",
                       "Name one outside of it, best on another disk."};
    }
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error) fs::permissions(folder, fs::perms::owner_all, error);
    if (error || !fs::is_empty(folder, error) || error) {
        return Problem{"backup_folder", folder.string() + " is not a new or empty folder.", "Name another one."};
    }
    return folder;
}

json::object document_of(const Problem& problem) {
    return {{"code", problem.code}, {"detail", problem.detail}, {"next", problem.next}};
}

/// What an admin does after a restore.
std::vector<std::string> next_steps(const Restored& restored) {
    std::vector<std::string> steps = {
        "On a new machine, install the plugins: crm-host plugin install FILE",
        "Give crm-host the same secrets as before: the key that seals tokens is in no backup.",
        "Start crm-host serve. Messages that had not ended when the backup was made are shown as unknown and are never "
        "sent again: look on the phone before anyone writes them anew.",
        "What came in after the backup is not in it, and the platform does not deliver it again."};
    for (const std::string& id : restored.manifest.left_out) {
        steps.push_back("The state of " + id + " is not in this backup: put its own copy below plugins/ by hand.");
    }
    if (!restored.replaced.empty()) {
        steps.push_back("When all is well, delete what stood there before: " + restored.replaced.string());
    }
    return steps;
}

}  // namespace

int backup(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const Result<fs::path> folder = new_folder(fs::absolute(arguments.words[0]), session.value()->folder());
    if (!folder) return refuse(folder.problem(), arguments.has("json"));
    BackupManifest manifest;
    manifest.made_at = time_now();
    std::vector<Problem> problems;
    bool whole = true;
    try {
        session.value()->database().copy_to(folder.value() / "crm.db");
    } catch (const std::exception& error) {
        return refuse({"backup_failed", std::string("The records could not be copied: ") + error.what() + ".",
                       "Look at the disk's space and rights, then back up into another folder."},
                      arguments.has("json"));
    }
    const auto started = session.value()->start_plugins();
    if (!started && started.problem().code != "no_plugin") {
        problems.push_back(started.problem());
        whole = false;
    }
    const Person person = session.value()->directory().console();
    const std::vector<std::string> headers = arguments.all("header");
    for (const auto& plugin : session.value()->plugins()) {
        const fs::path own = folder.value() / "plugins" / plugin->id();
        std::error_code error;
        fs::create_directories(own, error);
        const Result<fs::path> copied = back_up(*plugin, own, person, headers);
        if (copied) {
            manifest.plugins.push_back({plugin->id(), plugin->plugin.registration.version,
                                        fs::relative(copied.value(), folder.value()).string()});
        } else {
            problems.push_back(copied.problem());
            if (copied.problem().code == not_copied)
                manifest.left_out.push_back(plugin->id());
            else
                whole = false;
        }
    }
    // Only what can be restored gets the manifest that restore asks for.
    if (whole) {
        if (const auto problem = finish_backup(folder.value(), std::move(manifest))) problems.push_back(*problem);
    }
    const bool complete = problems.empty();
    if (arguments.has("json")) {
        json::array told;
        for (const Problem& problem : problems) told.push_back(document_of(problem));
        const json::object document{{"directory", folder.value().string()}, {"complete", complete}, {"problems", told}};
        std::printf("%s\n", json::serialize(document).c_str());
    } else {
        for (const Problem& problem : problems) refuse(problem, false);
        std::printf("%s: %s\n", folder.value().c_str(), complete ? "complete" : "incomplete, see above");
    }
    return complete ? 0 : 1;
}

int restore(const Arguments& arguments) {
    const DataFolder folder{fs::absolute(data_folder(arguments).root)};
    const Result<Restored> done = crm::restore(fs::absolute(arguments.words[0]), folder, arguments.has("replace"));
    if (!done) return refuse(done.problem(), arguments.has("json"));
    const Restored& restored = done.value();
    const std::vector<std::string> steps = next_steps(restored);
    if (arguments.has("json")) {
        json::array plugins;
        for (const BackupPlugin& plugin : restored.manifest.plugins) plugins.emplace_back(plugin.id);
        json::object document{{"directory", folder.root.string()},  {"made_at", restored.manifest.made_at},
                              {"plugins", std::move(plugins)},      {"files", restored.manifest.files.size()},
                              {"bytes", restored.manifest.bytes()}, {"next", json::value_from(steps)}};
        if (!restored.replaced.empty()) document["replaced"] = restored.replaced.string();
        std::printf("%s\n", json::serialize(document).c_str());
        return 0;
    }
    std::printf("%s holds the backup of %s now: %zu files, %llu bytes.\n", folder.root.c_str(),
                restored.manifest.made_at.c_str(), restored.manifest.files.size(),
                static_cast<unsigned long long>(restored.manifest.bytes()));
    std::printf("  the host's records\n");
    for (const BackupPlugin& plugin : restored.manifest.plugins) {
        std::printf("  the state of %s, written by version %s\n", plugin.id.c_str(), plugin.version.c_str());
    }
    std::printf("Next:\n");
    for (std::size_t step = 0; step < steps.size(); ++step) std::printf("  %zu. %s\n", step + 1, steps[step].c_str());
    return 0;
}

}  // namespace crm::console
