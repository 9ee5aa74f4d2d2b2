#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "api/answers.hpp"
#include "api/routes.hpp"
#include "media/media_rules.hpp"
#include "store/media.hpp"
#include "store/messages.hpp"

namespace coexist {
namespace {

/// Kinds that a browser shows without running anything in them. Whatever else comes is handed over as bytes to save.
struct SafeType {
    std::string_view type;
    std::string_view ending;
    bool shown;  ///< in the page, not only to save
};

constexpr std::array<SafeType, 14> safe_types = {{
    {"image/jpeg", ".jpg", true},
    {"image/png", ".png", true},
    {"image/webp", ".webp", true},
    {"image/gif", ".gif", true},
    {"audio/aac", ".aac", true},
    {"audio/amr", ".amr", true},
    {"audio/mpeg", ".mp3", true},
    {"audio/mp4", ".m4a", true},
    {"audio/ogg", ".ogg", true},
    {"video/mp4", ".mp4", true},
    {"video/3gpp", ".3gp", true},
    {"application/pdf", ".pdf", false},
    {"text/plain", ".txt", false},
    {"application/octet-stream", "", false},
}};

const SafeType& safe_type_of(std::string_view mime_type) {
    const std::string bare = bare_type(mime_type);
    const auto* found =
        std::find_if(safe_types.begin(), safe_types.end(), [&bare](const SafeType& one) { return one.type == bare; });
    return found == safe_types.end() ? safe_types.back() : *found;
}

bool plain_in_a_name(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_';
}

/// A header's file name (RFC 6266, RFC 8187): what a guest wrote as a name of his file can neither end the header nor
/// name a folder.
std::string disposition_of(const SafeType& type, std::string_view name) {
    std::string plain;
    std::string encoded;
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char letter : name.substr(name.find_last_of("/\\") + 1)) {
        const auto c = static_cast<unsigned char>(letter);
        if (c < 0x20 || c == 0x7f) continue;
        plain += plain_in_a_name(c) ? letter : '_';
        if (plain_in_a_name(c)) {
            encoded += letter;
        } else {
            encoded += '%';
            encoded += digits[c >> 4U];
            encoded += digits[c & 15U];
        }
    }
    return std::string(type.shown ? "inline" : "attachment") + "; filename=\"" + plain + "\"; filename*=UTF-8''" +
           encoded;
}

Problem media_not_found() {
    return {Refusal::not_found,
            "media_not_found",
            "None of your tenants has a file of this id.",
            "Take the address from a message (media.href); a message that was taken back shows its file no more.",
            {}};
}

/// A message of the actor's tenants that shows this file; nothing if all that did were taken back.
std::optional<Message> shown_by(Session& session, const MediaRow& media) {
    for (const std::int64_t key : messages_of_media(session, media.key)) {
        const auto row = find_message(session, resolve_alias(session, key));
        if (row && row->message.content && !revoked(row->message)) return row->message;
    }
    return std::nullopt;
}

}  // namespace

Result<HttpAnswer> show_media(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto key = key_of(MediaId(std::string(call.ids.front())));
    const auto media = key ? find_media(*session, *key) : std::nullopt;
    if (!media || !call.actor.serves(media->tenant)) return media_not_found();
    const auto message = shown_by(*session, *media);
    if (!message) return media_not_found();
    if (media->state != MediaState::kept) {
        return Problem{Refusal::conflict,
                       "media_not_here",
                       "This file is not here (" + std::string(name_of(media->state)) + "). " + media->why,
                       "Look at media.state of its message; while it is waiting, it is fetched by itself.",
                       {}};
    }
    const std::string path = media_path(call.services.directory, media->tenant, media->content);
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown)) {
        return Problem{Refusal::unavailable,
                       "media_missing",
                       "This file was kept, and its bytes are not there any more.",
                       "Look after the disk; a backup may have them.",
                       {}};
    }
    const SafeType& type = safe_type_of(media->mime_type);
    std::string name = message->content->media ? message->content->media->filename : std::string();
    if (name.empty()) name = media_id(media->key).value + std::string(type.ending);
    HttpAnswer answer;
    answer.content_type = type.type;
    answer.body_file = path;
    // Bytes of this hash never change; who may see them does, so that no shared cache may hold them.
    std::string etag = '"' + media->content + '"';
    if (names_etag(header_of(call.request, "if-none-match"), etag)) {
        answer.status = 304;
        answer.body_file.clear();
    }
    answer.headers = {{"etag", std::move(etag)},
                      {"cache-control", "private, no-cache"},
                      {"content-disposition", disposition_of(type, name)},
                      {"x-content-type-options", "nosniff"},
                      {"content-security-policy", "default-src 'none'; sandbox"}};
    return answer;
}

}  // namespace coexist
