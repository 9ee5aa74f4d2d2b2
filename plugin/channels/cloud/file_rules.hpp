#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channel/outgoing.hpp"
#include "model/problem.hpp"

namespace coexist::cloud {

/// What the platform takes of one kind of message (Meta, "Media: supported media types").
struct FileRule {
    std::string_view kind;  ///< "image", ...
    std::vector<std::string_view> types;
    std::int64_t most_bytes;
};

/// The rule of a kind; null for a kind without files.
const FileRule* file_rule(std::string_view kind);

/// The kinds of message that a file of this type and size can go out as, in the order of the table. Empty: none.
std::vector<std::string_view> kinds_for(std::string_view mime_type, std::int64_t bytes);

/// Why the file cannot go out as this kind; nothing if it can. `path`: of the field, for the reader.
std::optional<Problem> file_refused(std::string_view kind, const FileFacts& file, const std::string& path);

/// The largest file that any kind takes.
std::int64_t largest_file();

/// The kind of header that a file makes: "image", "video" or "document".
std::string_view header_kind(std::string_view mime_type);

/// Whether the first bytes contradict the type: a file under a wrong name fails only after it was sent (131053).
bool contradicts(std::string_view mime_type, std::string_view first_bytes);

}  // namespace coexist::cloud
