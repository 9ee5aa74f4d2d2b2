#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "loader/problem.hpp"

namespace crm {

/// A file of a backup, by its path below the backup's folder.
struct BackupFile {
    std::string path;
    std::uint64_t bytes = 0;
    std::string sha256;
};

/// A plugin's state in a backup.
struct BackupPlugin {
    std::string id;
    std::string version;
    std::string folder;  ///< below the backup's folder
};

/// What backup.json says of a backup. It is written last: a folder without it is not a whole backup.
struct BackupManifest {
    std::string made_at;  ///< RFC 3339
    std::vector<BackupPlugin> plugins;
    std::vector<std::string> left_out;  ///< plugins whose state is not in it
    std::vector<BackupFile> files;

    std::uint64_t bytes() const;
};

/// Size and SHA-256 of a file as it lies on the disk. Problems: backup_unreadable.
Result<BackupFile> describe(const std::filesystem::path& folder, const std::string& path);

/// Fills in all files below `folder`, brings each onto the disk, writes backup.json durably and reads everything once
/// more. Problems: backup_failed, and those of check_backup.
std::optional<Problem> finish_backup(const std::filesystem::path& folder, BackupManifest manifest);

/// Problems: backup_missing (no backup.json, so not a whole backup), backup_newer, backup_damaged.
Result<BackupManifest> read_backup(const std::filesystem::path& folder);

/// Compares every file with the manifest. Problems: backup_damaged names the first that differs.
std::optional<Problem> check_backup(const std::filesystem::path& folder, const BackupManifest& manifest);

}  // namespace crm
