#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "loader/problem.hpp"

namespace crm {

/// NAME.manifest.json beside NAME.so: what the file is, and the sum that says that it still is.
struct Manifest {
    std::string id;            ///< reverse DNS
    std::string version;       ///< the plugin's own, semver
    std::string abi_built;     ///< "MAJOR.MINOR" of the crm/plugin.h it was built with
    std::string abi_required;  ///< the oldest that a host may speak
    std::string file;          ///< the name of the .so, without a folder
    std::string sha256;        ///< of the .so, lower-case hex
};

/// Where the manifest of a plugin file is looked for: NAME.manifest.json beside NAME.so.
std::filesystem::path manifest_path(const std::filesystem::path& plugin_file);

/// Problems: manifest_missing, manifest_invalid (names the member).
Result<Manifest> read_manifest(const std::filesystem::path& path);

/// The manifest as JSON text, one member a line.
std::string to_json(const Manifest& manifest);

/// "1.2" as a number that compares, by crm_plugin::abi_version's rule; 0 when it is not of that form.
std::uint32_t abi_number(const std::string& text);
std::string abi_text(std::uint32_t number);

/// A reverse DNS name of at least two labels of letters, digits, '-' and '_'. It names a folder, so nothing else.
bool is_plugin_id(const std::string& id);

}  // namespace crm
