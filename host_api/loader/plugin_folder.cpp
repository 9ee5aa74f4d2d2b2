#include "loader/plugin_folder.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <system_error>

#include "loader/durable_file.hpp"
#include "loader/elf_file.hpp"

namespace crm {
namespace fs = std::filesystem;
namespace {

constexpr const char* manifest_ending = ".manifest.json";

bool ends_with(const std::string& text, std::string_view ending) {
    return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

fs::path mark_of(const fs::path& file) {
    return file.string() + ".probed";
}

bool was_probed(const fs::path& file, const std::string& sum) {
    std::ifstream stream(mark_of(file));
    std::string known;
    return stream >> known && known == sum;
}

Problem sum_differs(const fs::path& file, const fs::path& manifest_file) {
    return {"sha256_mismatch",
            file.string() + " is not the file that its manifest " + manifest_file.filename().string() +
                " speaks of: the SHA-256 sums differ.",
            "Get the plugin and its manifest again from where they came; do not edit the manifest."};
}

/// Refuses every plugin whose id another one in the folder has too.
void refuse_doubles(FolderScan& scan) {
    std::map<std::string, std::vector<std::string>> files;
    for (const InstalledPlugin& plugin : scan.plugins) {
        files[plugin.manifest.id].push_back(plugin.manifest_file.filename().string());
    }
    for (const auto& [id, names] : files) {
        if (names.size() < 2) continue;
        scan.problems.push_back(
            {"duplicate_id",
             "Two plugins have the id " + id + ": " + names[0] + " and " + names[1] + "; neither is loaded.",
             "Remove one of them from the folder."});
        const auto doubled = [&id = id](const InstalledPlugin& plugin) { return plugin.manifest.id == id; };
        scan.plugins.erase(std::remove_if(scan.plugins.begin(), scan.plugins.end(), doubled), scan.plugins.end());
    }
}

}  // namespace

FolderScan scan_plugins(const fs::path& folder) {
    FolderScan scan;
    std::error_code error;
    std::vector<fs::path> manifests;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (ends_with(entry->path().filename().string(), manifest_ending)) manifests.push_back(entry->path());
    }
    std::sort(manifests.begin(), manifests.end());
    for (const fs::path& path : manifests) {
        Result<Manifest> manifest = read_manifest(path);
        if (!manifest) {
            scan.problems.push_back(manifest.problem());
            continue;
        }
        scan.plugins.push_back({folder / manifest.value().file, path, manifest.value()});
    }
    refuse_doubles(scan);
    return scan;
}

Result<OpenedFile> verify_plugin(const InstalledPlugin& plugin) {
    const std::uint32_t required = abi_number(plugin.manifest.abi_required);
    if (required >> 16U != CRM_ABI_MAJOR || required > CRM_ABI_VERSION) {
        return Problem{
            "abi_mismatch",
            plugin.manifest.id + " " + plugin.manifest.version + " needs a host with ABI " +
                plugin.manifest.abi_required + "; this host speaks " + abi_text(CRM_ABI_VERSION) + ".",
            required >> 16U == CRM_ABI_MAJOR ? "Update this host." : "Get the plugin's build for this host."};
    }
    Result<OpenedFile> file = OpenedFile::open(plugin.file);
    if (!file) return file;
    if (const auto problem = check_elf(file.value())) return *problem;
    if (file.value().sha256() != plugin.manifest.sha256) {
        return sum_differs(plugin.file, plugin.manifest_file);
    }
    return file;
}

Result<LoadedPlugin> load_plugin(const InstalledPlugin& plugin, const Probe& probe) {
    Result<OpenedFile> file = verify_plugin(plugin);
    if (!file) return file.problem();
    if (file.value().writable_by_all()) {
        return Problem{"writable_by_all",
                       plugin.file.string() +
                           " may be changed by everybody on this machine, even after its sum was "
                           "taken, and this host would run what they wrote.",
                       "Give only its owner the right to write: chmod go-w " + plugin.file.string()};
    }
    if (!was_probed(plugin.file, plugin.manifest.sha256)) {
        const Result<Manifest> found = probe_file(probe, plugin.file);
        if (!found) return found.problem();
        // Where the folder is read-only the mark stays away and the next start probes again.
        write_durably(mark_of(plugin.file), plugin.manifest.sha256 + "\n");
    }
    Result<LoadedPlugin> loaded = map_plugin(std::move(file.value()));
    if (!loaded) return loaded;
    const Registration& facts = loaded.value().registration;
    if (facts.id != plugin.manifest.id || facts.version != plugin.manifest.version) {
        return Problem{"manifest_mismatch",
                       "The manifest says " + plugin.manifest.id + " " + plugin.manifest.version +
                           ", the plugin itself says " + facts.id + " " + facts.version + ".",
                       "Get the plugin and its manifest again from where they came."};
    }
    return loaded;
}

Result<InstalledPlugin> install_plugin(const fs::path& file, const Manifest& manifest, const fs::path& folder) {
    for (const InstalledPlugin& other : scan_plugins(folder).plugins) {
        const bool same_file = other.manifest.file == manifest.file;
        const bool same_id = other.manifest.id == manifest.id;
        if (same_file != same_id) {
            return Problem{"duplicate_id",
                           other.manifest.file + " is installed as " + other.manifest.id + "; this would be " +
                               manifest.file + " as " + manifest.id + ".",
                           "Remove the other one first with: crm-host plugin remove " + other.manifest.id};
        }
    }
    const InstalledPlugin placed{folder / manifest.file, manifest_path(folder / manifest.file), manifest};
    Result<OpenedFile> source = OpenedFile::open(file);
    if (!source) return source.problem();
    if (source.value().sha256() != manifest.sha256) return sum_differs(file, manifest_path(file));
    std::error_code error;
    fs::create_directories(folder, error);
    std::optional<std::string> failure = write_durably(placed.file, source.value().read(0, source.value().size()));
    if (!failure) failure = write_durably(placed.manifest_file, to_json(manifest));
    if (failure) {
        return Problem{"install_failed", "The plugin could not be put in place: " + *failure + ".",
                       "Check the folder's rights and the space on its disk."};
    }
    return placed;
}

Result<InstalledPlugin> remove_plugin(const InstalledPlugin& plugin) {
    std::error_code error;
    for (const fs::path& path : {plugin.manifest_file, mark_of(plugin.file), plugin.file}) {
        fs::remove(path, error);
        if (error) {
            return Problem{"install_failed", path.string() + " could not be removed: " + error.message() + ".",
                           "Check the folder's rights."};
        }
    }
    return plugin;
}

}  // namespace crm
