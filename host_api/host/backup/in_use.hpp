#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crm {

/// The process that holds a lock on a file somewhere below `path` ("process 4711 (crm-host)"), or nothing. Whoever has
/// a state open, as its owner or as a client, holds such a lock; so does every open SQLite file.
std::optional<std::string> user_of(const std::filesystem::path& path);

}  // namespace crm
