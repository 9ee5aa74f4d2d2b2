#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace crm {

/// Writes a file so that after a crash its name holds the old content or the new: temporary name, fsync, rename,
/// fsync of the folder. Answers words about what failed, or nothing.
std::optional<std::string> write_durably(const std::filesystem::path& path, std::string_view content);

}  // namespace crm
