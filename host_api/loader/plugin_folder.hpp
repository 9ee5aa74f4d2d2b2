#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "loader/library.hpp"
#include "loader/manifest.hpp"
#include "loader/probe.hpp"
#include "loader/problem.hpp"

namespace crm {

/// A plugin that lies in a folder, verified or not.
struct InstalledPlugin {
    std::filesystem::path file;
    std::filesystem::path manifest_file;
    Manifest manifest;
};

/// What a folder holds: the plugins, and a refusal for each manifest that is not usable. Two plugins with one id are
/// both refused (duplicate_id): none of them may win by the order of their names.
struct FolderScan {
    std::vector<InstalledPlugin> plugins;
    std::vector<Problem> problems;
};
FolderScan scan_plugins(const std::filesystem::path& folder);

/// Checks the file against its manifest, without mapping it: there, ELF of this machine, whole, the sum right, the
/// ABI one that this host speaks. Answers the open file, to be mapped.
/// Problems: those of OpenedFile and check_elf, abi_mismatch, sha256_mismatch.
Result<OpenedFile> verify_plugin(const InstalledPlugin& plugin);

/// verify_plugin, the probe in a child if these bytes were never probed well before (a mark beside the file keeps
/// their sum), map_plugin, and the plugin's own words against its manifest's.
/// Problems: all of those, writable_by_all, and manifest_mismatch.
Result<LoadedPlugin> load_plugin(const InstalledPlugin& plugin, const Probe& probe);

/// Puts a plugin's file and manifest into a folder, each by write, fsync and rename, so that a crash leaves the old
/// one or the new one. The file must have been probed. Problems: install_failed, duplicate_id, sha256_mismatch.
Result<InstalledPlugin> install_plugin(const std::filesystem::path& file, const Manifest& manifest,
                                       const std::filesystem::path& folder);

/// Takes a plugin's file, manifest and mark away; its state stays. Problems: install_failed.
Result<InstalledPlugin> remove_plugin(const InstalledPlugin& plugin);

}  // namespace crm
