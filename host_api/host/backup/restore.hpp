#pragma once

#include <filesystem>
#include <string>

#include "host/backup/manifest.hpp"
#include "host/running/data_folder.hpp"

namespace crm {

/// What came of a restore.
struct Restored {
    BackupManifest manifest;
    std::filesystem::path replaced;  ///< where the former data lie now; empty when there were none
};

/// Puts a backup's records and plugin states into a data folder: all of it or nothing. Nothing is deleted: with
/// `replace`, what is there is moved into a folder REPLACED-<time> inside; without, only a folder without data is
/// taken. Installed plugins stay where they are. While it goes on, and after it was interrupted, the folder has a mark
/// that keeps every other command away; the next restore begins anew. Problems: those of read_backup and check_backup,
/// data_in_use (names the process), data_present, restore_failed.
Result<Restored> restore(const std::filesystem::path& backup, const DataFolder& folder, bool replace);

}  // namespace crm
