#include "channels/cloud/file_rules.hpp"

#include <algorithm>
#include <array>

namespace coexist::cloud {
namespace {

constexpr std::int64_t kb = 1024;
constexpr std::int64_t mb = 1024 * kb;

const std::vector<FileRule>& rules() {
    static const auto* const all = new std::vector<FileRule>{
        {"image", {"image/jpeg", "image/png"}, 5 * mb},
        {"sticker", {"image/webp"}, 500 * kb},
        {"video", {"video/mp4", "video/3gpp"}, 16 * mb},
        {"audio", {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 * mb},
        {"document", {}, 100 * mb},
    };
    return *all;
}

std::string bare(std::string_view mime_type) {
    std::string type(mime_type.substr(0, mime_type.find(';')));
    while (!type.empty() && type.back() == ' ') type.pop_back();
    std::transform(type.begin(), type.end(), type.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return type;
}

// "Any valid MIME type" goes as a document.
bool takes(const FileRule& rule, const std::string& type) {
    if (rule.types.empty()) return type.find('/') != std::string::npos;
    return std::find(rule.types.begin(), rule.types.end(), type) != rule.types.end();
}

std::string in_words(std::int64_t bytes) {
    if (bytes >= mb) return std::to_string(bytes / mb) + " MB";
    return std::to_string(bytes / kb) + " KB";
}

std::string listed(const FileRule& rule) {
    std::string list;
    for (const std::string_view type : rule.types) list.append(list.empty() ? "" : ", ").append(type);
    return list;
}

Problem refused(const std::string& path, std::string detail) {
    return {Refusal::invalid,
            "input_invalid",
            "The file does not fit this kind of message.",
            "Choose another file, or send it as a document.",
            {{path, std::move(detail)}}};
}

struct Mark {
    std::string_view type;
    std::size_t at;
    std::string_view bytes;
};

constexpr std::array marks = {
    Mark{"image/jpeg", 0, "\xff\xd8\xff"}, Mark{"image/png", 0, "\x89PNG"}, Mark{"image/webp", 8, "WEBP"},
    Mark{"video/mp4", 4, "ftyp"},          Mark{"video/3gpp", 4, "ftyp"},   Mark{"audio/mp4", 4, "ftyp"},
    Mark{"audio/ogg", 0, "OggS"},          Mark{"audio/amr", 0, "#!AMR"},   Mark{"application/pdf", 0, "%PDF"},
};

}  // namespace

const FileRule* file_rule(std::string_view kind) {
    for (const FileRule& rule : rules()) {
        if (rule.kind == kind) return &rule;
    }
    return nullptr;
}

std::vector<std::string_view> kinds_for(std::string_view mime_type, std::int64_t bytes) {
    const std::string type = bare(mime_type);
    std::vector<std::string_view> kinds;
    for (const FileRule& rule : rules()) {
        if (takes(rule, type) && bytes > 0 && bytes <= rule.most_bytes) kinds.push_back(rule.kind);
    }
    return kinds;
}

std::optional<Problem> file_refused(std::string_view kind, const FileFacts& file, const std::string& path) {
    const FileRule* rule = file_rule(kind);
    if (rule == nullptr) return std::nullopt;
    if (!takes(*rule, bare(file.mime_type))) {
        return refused(path, "Is of the type " + file.mime_type + "; here WhatsApp takes " + listed(*rule) + ".");
    }
    if (file.bytes > rule->most_bytes) {
        return refused(path, "Has " + std::to_string(file.bytes) + " bytes; WhatsApp takes at most " +
                                 in_words(rule->most_bytes) + " here.");
    }
    return std::nullopt;
}

std::int64_t largest_file() {
    std::int64_t most = 0;
    for (const FileRule& rule : rules()) most = std::max(most, rule.most_bytes);
    return most;
}

std::string_view header_kind(std::string_view mime_type) {
    const std::string type = bare(mime_type);
    for (const std::string_view kind : {"image", "video"}) {
        if (takes(*file_rule(kind), type)) return kind;
    }
    return "document";
}

bool contradicts(std::string_view mime_type, std::string_view first_bytes) {
    const std::string type = bare(mime_type);
    return std::any_of(marks.begin(), marks.end(), [&](const Mark& mark) {
        return mark.type == type && (first_bytes.size() < mark.at + mark.bytes.size() ||
                                     first_bytes.substr(mark.at, mark.bytes.size()) != mark.bytes);
    });
}

}  // namespace coexist::cloud
