#include "host/backup/manifest.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "loader/durable_file.hpp"
#include "loader/opened_file.hpp"

namespace crm {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

constexpr const char* manifest_name = "backup.json";
constexpr const char* format_name = "crm-host-backup";
constexpr int format_version = 1;

Problem damaged(const fs::path& folder, const std::string& what) {
    return {"backup_damaged", "The backup in " + folder.string() + " is damaged: " + what + ".",
            "Take another copy of it, or an older backup. Nothing was changed."};
}

Problem failed(const std::string& what) {
    return {"backup_failed", "The backup could not be finished: " + what + ".",
            "Look at the disk's space and rights, then back up into another folder."};
}

/// Brings a file or folder onto the disk and out of memory, so that the next look at it reads the disk.
bool settle(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool synced = ::fsync(fd) == 0;
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    ::close(fd);
    return synced;
}

/// Whether a path of the manifest stays below the backup's folder.
bool stays_inside(const fs::path& path) {
    return path.is_relative() && !path.empty() &&
           std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

json::object document_of(const BackupManifest& manifest) {
    json::array plugins;
    for (const BackupPlugin& plugin : manifest.plugins) {
        plugins.push_back(json::object{{"id", plugin.id}, {"version", plugin.version}, {"folder", plugin.folder}});
    }
    json::array files;
    for (const BackupFile& file : manifest.files) {
        files.push_back(json::object{{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    }
    return {{"format", format_name},
            {"version", format_version},
            {"made_at", manifest.made_at},
            {"plugins", std::move(plugins)},
            {"left_out", json::value_from(manifest.left_out)},
            {"files", std::move(files)}};
}

std::string text(const json::value& object, const char* name) {
    return json::value_to<std::string>(object.at(name));
}

BackupManifest manifest_of(const json::value& document) {
    BackupManifest manifest;
    manifest.made_at = text(document, "made_at");
    for (const json::value& plugin : document.at("plugins").as_array()) {
        manifest.plugins.push_back({text(plugin, "id"), text(plugin, "version"), text(plugin, "folder")});
    }
    manifest.left_out = json::value_to<std::vector<std::string>>(document.at("left_out"));
    for (const json::value& file : document.at("files").as_array()) {
        manifest.files.push_back(
            {text(file, "path"), file.at("bytes").to_number<std::uint64_t>(), text(file, "sha256")});
    }
    return manifest;
}

}  // namespace

std::uint64_t BackupManifest::bytes() const {
    std::uint64_t sum = 0;
    for (const BackupFile& file : files) sum += file.bytes;
    return sum;
}

Result<BackupFile> describe(const fs::path& folder, const std::string& path) {
    const Result<OpenedFile> file = OpenedFile::open(folder / path);
    if (!file) return Problem{"backup_unreadable", file.problem().detail, file.problem().next};
    BackupFile found{path, file.value().size(), file.value().sha256()};
    if (found.sha256.empty()) {
        return Problem{"backup_unreadable", (folder / path).string() + " cannot be read to its end.",
                       "Look at the disk that it lies on."};
    }
    return found;
}

std::optional<Problem> finish_backup(const fs::path& folder, BackupManifest manifest) {
    try {
        std::vector<fs::path> folders{folder};
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
            if (!settle(entry.path())) return failed("cannot sync " + entry.path().string());
            if (entry.is_directory()) continue;
            Result<BackupFile> file = describe(folder, fs::relative(entry.path(), folder).string());
            if (!file) return file.problem();
            manifest.files.push_back(std::move(file.value()));
        }
    } catch (const fs::filesystem_error& error) {
        return failed(error.what());
    }
    std::sort(manifest.files.begin(), manifest.files.end(),
              [](const BackupFile& one, const BackupFile& other) { return one.path < other.path; });
    const std::string content = json::serialize(document_of(manifest)) + "\n";
    if (const auto failure = write_durably(folder / manifest_name, content)) return failed(*failure);
    settle(folder);
    return check_backup(folder, manifest);
}

Result<BackupManifest> read_backup(const fs::path& folder) {
    std::ifstream stream(folder / manifest_name, std::ios::binary);
    std::ostringstream content;
    if (!stream || !(content << stream.rdbuf())) {
        return Problem{"backup_missing", folder.string() + " is not a whole backup: it has no " + manifest_name + ".",
                       "Name the folder that crm-host backup was given. A backup that was interrupted cannot be used."};
    }
    try {
        const json::value document = json::parse(content.str());
        if (text(document, "format") != format_name)
            return damaged(folder, std::string(manifest_name) + " is of another program");
        if (document.at("version").as_int64() > format_version) {
            return Problem{"backup_newer", "The backup in " + folder.string() + " was made by a newer crm-host.",
                           "Use that version, or a newer one."};
        }
        BackupManifest manifest = manifest_of(document);
        for (const BackupFile& file : manifest.files) {
            if (!stays_inside(file.path)) return damaged(folder, "it names a file outside of itself");
        }
        for (const BackupPlugin& plugin : manifest.plugins) {
            if (!stays_inside(plugin.folder) || !stays_inside(plugin.id) || plugin.id.find('/') != std::string::npos) {
                return damaged(folder, "it names a folder outside of itself");
            }
        }
        return manifest;
    } catch (const std::exception&) {
        return damaged(folder, std::string(manifest_name) + " cannot be read");
    }
}

std::optional<Problem> check_backup(const fs::path& folder, const BackupManifest& manifest) {
    for (const BackupFile& file : manifest.files) {
        std::error_code error;
        if (!fs::is_regular_file(folder / file.path, error)) return damaged(folder, file.path + " is missing");
        const Result<BackupFile> found = describe(folder, file.path);
        if (!found) return damaged(folder, file.path + " cannot be read");
        if (found.value().bytes != file.bytes) {
            return damaged(folder, file.path + " has " + std::to_string(found.value().bytes) + " bytes instead of " +
                                       std::to_string(file.bytes));
        }
        if (found.value().sha256 != file.sha256) return damaged(folder, file.path + " has another content");
    }
    return std::nullopt;
}

}  // namespace crm
