#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

using MediaId = Id<struct MediaIdKind>;  ///< ours: a file that the platform has for one account

/// The platform's id of a file is good for so long from the webhook that named it (Meta, "Media", since October 2025).
inline constexpr std::int64_t media_lifetime_ms = 7LL * 24 * 60 * 60 * 1000;

/// The key of a file by the platform's id of it, made as the keys of keys.hpp are; its public id, and the inverse.
std::int64_t media_key(const AccountId& account, std::string_view platform_id);
MediaId media_id(std::int64_t key);
std::optional<std::int64_t> key_of(const MediaId& id);

/// Where a file stands. Every state but `waiting` is final until something changes that it came from.
enum class MediaState {
    waiting,           ///< to be fetched, at once or again later
    kept,              ///< its bytes are here
    gone,              ///< the platform has it no more, or its writer took it back
    refused,           ///< the platform or its host does not give it to us
    damaged,           ///< what came is not what the platform had announced
    too_large,         ///< over the configured size
    type_not_allowed,  ///< of a kind that the configuration leaves out
    over_quota,        ///< its tenant has no room for it
    host_not_allowed,  ///< it lies where the account's key may not go
    off,               ///< the configuration does not fetch files
    expired            ///< it was here, and was kept as long as the configuration says
};

/// "waiting", "too_large", ...
std::string_view name_of(MediaState state);

/// One file of the platform, as one account knows it. Kept: no journal could tell what became of it, and a fold that is
/// built anew must find it.
struct MediaRow {
    std::int64_t key = 0;
    std::int64_t account = 0;
    TenantId tenant;
    std::string platform_id;
    std::string told_sha256;   ///< lower-case hex, by the webhook; empty: not told
    std::int64_t told_at = 0;  ///< when the newest webhook that named it came, Unix ms: its id is good for 7 days
    MediaState state = MediaState::waiting;
    std::string why;  ///< one plain sentence; of a waiting one: why it still waits
    std::int64_t attempts = 0;
    std::int64_t not_before = 0;  ///< Unix ms
    std::string mime_type;        ///< by the platform
    std::string content;          ///< SHA-256 of the kept bytes, lower-case hex
    std::int64_t bytes = 0;
};

std::optional<MediaRow> find_media(Session& session, std::int64_t key);
void save_media(Session& session, const MediaRow& row);
/// Waiting files that are due at `now_ms`: of each account the newest, so that a guest's photo does not wait behind an
/// import's thousands.
std::vector<MediaRow> media_due(Session& session, std::int64_t now_ms, int limit);
/// When the next waiting file is due after `now_ms`, Unix ms; 0: none is.
std::int64_t next_media_at(Session& session, std::int64_t now_ms);
/// Files in this state that were told after `since_ms`.
std::vector<MediaRow> media_in_state(Session& session, MediaState state, std::int64_t since_ms);

/// Kept files of a tenant that were told before this time, Unix ms; the oldest first.
std::vector<MediaRow> media_kept_before(Session& session, const TenantId& tenant, std::int64_t before_ms, int limit);
/// Tenants that have files.
std::vector<TenantId> tenants_with_media(Session& session);

/// Whether the file of a message that was written at `since_ms` (Unix ms) or later has come.
bool fresh_file_kept(Session& session, std::int64_t account, std::int64_t since_ms);

/// The messages that show a file, by key.
std::vector<std::int64_t> messages_of_media(Session& session, std::int64_t key);
void add_message_of_media(Session& session, std::int64_t key, std::int64_t message);

/// Bytes of a content that a tenant has; nothing if it has not.
std::optional<std::int64_t> media_file_bytes(Session& session, const TenantId& tenant, const std::string& content);
void add_media_file(Session& session, const TenantId& tenant, const std::string& content, std::int64_t bytes);
void forget_media_file(Session& session, const TenantId& tenant, const std::string& content);
/// Whether another file of the same tenant has the same content.
bool media_used_by_others(Session& session, const MediaRow& row);
/// Bytes of all contents that a tenant has.
std::int64_t media_bytes_of(Session& session, const TenantId& tenant);

/// Whether the file at `path`, as media_path() makes it, is a content of its tenant.
bool media_file_wanted(Session& session, const std::string& directory, const std::string& path);

/// Where a content of a tenant lies below the state's directory: contents are shared inside a tenant, never between
/// two.
std::string media_path(const std::string& directory, const TenantId& tenant, std::string_view content);

}  // namespace coexist
