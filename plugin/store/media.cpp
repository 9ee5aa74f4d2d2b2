#include "store/media.hpp"

#include <array>
#include <charconv>

#include "model/hash.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr std::string_view id_prefix = "med_";

constexpr std::array state_names = {
    "waiting",          "kept", "gone",   "refused", "damaged", "too_large", "type_not_allowed", "over_quota",
    "host_not_allowed", "off",  "expired"};

constexpr const char* select_one =
    "SELECT key, account, tenant, platform_id, told_sha256, told_at, state, why, attempts, not_before, mime_type, "
    "content, bytes FROM media WHERE key = $1";
constexpr const char* select_due =
    "SELECT key, account, tenant, platform_id, told_sha256, told_at, state, why, attempts, not_before, mime_type, "
    "content, bytes FROM media WHERE id IN (SELECT max(id) FROM media WHERE state = 'waiting' AND not_before <= $1 "
    "GROUP BY account) ORDER BY not_before, id LIMIT $2";
constexpr const char* select_next =
    "SELECT coalesce(min(not_before), 0) FROM media WHERE state = 'waiting' AND not_before > $1";
constexpr const char* select_state =
    "SELECT key, account, tenant, platform_id, told_sha256, told_at, state, why, attempts, not_before, mime_type, "
    "content, bytes FROM media WHERE state = $1 AND told_at > $2 ORDER BY id";
constexpr const char* select_kept_before =
    "SELECT key, account, tenant, platform_id, told_sha256, told_at, state, why, attempts, not_before, mime_type, "
    "content, bytes FROM media WHERE state = 'kept' AND tenant = $1 AND told_at < $2 ORDER BY id LIMIT $3";
constexpr const char* select_media_tenants = "SELECT DISTINCT tenant FROM media_file";
constexpr const char* upsert_row =
    "INSERT INTO media(key, account, tenant, platform_id, told_sha256, told_at, state, why, attempts, not_before, "
    "mime_type, content, bytes) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT(key) DO UPDATE SET told_sha256 = excluded.told_sha256, told_at = excluded.told_at, "
    "state = excluded.state, why = excluded.why, attempts = excluded.attempts, not_before = excluded.not_before, "
    "mime_type = excluded.mime_type, content = excluded.content, bytes = excluded.bytes";
constexpr const char* select_fresh =
    "SELECT 1 FROM message JOIN media_message ON media_message.message = message.key JOIN media ON media.key = "
    "media_message.media WHERE message.account = $1 AND message.at >= $2 AND media.state = 'kept' LIMIT 1";
constexpr const char* select_messages = "SELECT message FROM media_message WHERE media = $1 ORDER BY message";
constexpr const char* insert_message =
    "INSERT INTO media_message(media, message) VALUES($1, $2) ON CONFLICT(media, message) DO NOTHING";
constexpr const char* select_file = "SELECT bytes FROM media_file WHERE tenant = $1 AND content = $2";
constexpr const char* insert_file =
    "INSERT INTO media_file(tenant, content, bytes) VALUES($1, $2, $3) ON CONFLICT(tenant, content) DO NOTHING";
constexpr const char* delete_file = "DELETE FROM media_file WHERE tenant = $1 AND content = $2";
constexpr const char* count_users =
    "SELECT count(*) FROM media WHERE content = $1 AND tenant = $2 AND key <> $3 AND state = 'kept'";
constexpr const char* select_tenants = "SELECT tenant FROM media_file WHERE content = $1";
constexpr const char* select_sum = "SELECT coalesce(sum(bytes), 0) FROM media_file WHERE tenant = $1";

MediaState state_named(const std::string& name) {
    for (std::size_t index = 0; index < state_names.size(); ++index) {
        if (name == state_names.at(index)) return static_cast<MediaState>(index);
    }
    return MediaState::refused;  // of a newer program: none of ours to work on
}

std::vector<MediaRow> rows_of(Statement& select) {
    std::vector<MediaRow> rows;
    while (select.next()) {
        rows.push_back({select.integer(0), select.integer(1), TenantId(select.text(2)), select.text(3), select.text(4),
                        select.integer(5), state_named(select.text(6)), select.text(7), select.integer(8),
                        select.integer(9), select.text(10), select.text(11), select.integer(12)});
    }
    select.reset();
    return rows;
}

std::int64_t number_of(Statement& select) {
    const std::int64_t number = select.next() ? select.integer(0) : 0;
    select.reset();
    return number;
}

}  // namespace

std::int64_t media_key(const AccountId& account, std::string_view platform_id) {
    std::string joined("media\n");
    joined.append(account.value).append(1, '\n').append(platform_id);
    return static_cast<std::int64_t>(hash64(joined));
}

MediaId media_id(std::int64_t key) {
    return MediaId(std::string(id_prefix) + hex64(static_cast<std::uint64_t>(key)));
}

std::optional<std::int64_t> key_of(const MediaId& id) {
    const std::string_view text = id.value;
    if (text.size() != id_prefix.size() + 16 || text.substr(0, id_prefix.size()) != id_prefix) return std::nullopt;
    std::uint64_t key = 0;
    const auto [end, error] = std::from_chars(text.data() + id_prefix.size(), text.data() + text.size(), key, 16);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return static_cast<std::int64_t>(key);
}

std::string_view name_of(MediaState state) {
    return state_names.at(static_cast<std::size_t>(state));
}

std::optional<MediaRow> find_media(Session& session, std::int64_t key) {
    std::vector<MediaRow> rows = rows_of(session.sql(select_one).with(key));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

void save_media(Session& session, const MediaRow& row) {
    session.sql(upsert_row)
        .with(row.key, row.account, row.tenant.value, row.platform_id, row.told_sha256, row.told_at, name_of(row.state),
              row.why, row.attempts, row.not_before, row.mime_type, row.content, row.bytes)
        .run();
}

std::vector<MediaRow> media_due(Session& session, std::int64_t now_ms, int limit) {
    return rows_of(session.sql(select_due).with(now_ms, limit));
}

std::int64_t next_media_at(Session& session, std::int64_t now_ms) {
    return number_of(session.sql(select_next).with(now_ms));
}

bool fresh_file_kept(Session& session, std::int64_t account, std::int64_t since_ms) {
    Statement& select = session.sql(select_fresh).with(account, since_ms / 1000);
    const bool any = select.next();
    select.reset();
    return any;
}

std::vector<MediaRow> media_in_state(Session& session, MediaState state, std::int64_t since_ms) {
    return rows_of(session.sql(select_state).with(name_of(state), since_ms));
}

std::vector<MediaRow> media_kept_before(Session& session, const TenantId& tenant, std::int64_t before_ms, int limit) {
    return rows_of(session.sql(select_kept_before).with(tenant.value, before_ms, limit));
}

std::vector<TenantId> tenants_with_media(Session& session) {
    std::vector<TenantId> tenants;
    Statement& select = session.sql(select_media_tenants).with();
    while (select.next()) tenants.emplace_back(select.text(0));
    select.reset();
    return tenants;
}

std::vector<std::int64_t> messages_of_media(Session& session, std::int64_t key) {
    std::vector<std::int64_t> messages;
    Statement& select = session.sql(select_messages).with(key);
    while (select.next()) messages.push_back(select.integer(0));
    select.reset();
    return messages;
}

void add_message_of_media(Session& session, std::int64_t key, std::int64_t message) {
    session.sql(insert_message).with(key, message).run();
}

std::optional<std::int64_t> media_file_bytes(Session& session, const TenantId& tenant, const std::string& content) {
    std::optional<std::int64_t> bytes;
    Statement& select = session.sql(select_file).with(tenant.value, content);
    if (select.next()) bytes = select.integer(0);
    select.reset();
    return bytes;
}

void add_media_file(Session& session, const TenantId& tenant, const std::string& content, std::int64_t bytes) {
    session.sql(insert_file).with(tenant.value, content, bytes).run();
}

void forget_media_file(Session& session, const TenantId& tenant, const std::string& content) {
    session.sql(delete_file).with(tenant.value, content).run();
}

bool media_used_by_others(Session& session, const MediaRow& row) {
    return number_of(session.sql(count_users).with(row.content, row.tenant.value, row.key)) > 0;
}

bool media_file_wanted(Session& session, const std::string& directory, const std::string& path) {
    const std::string content = path.substr(path.rfind('/') + 1);
    bool wanted = false;
    Statement& select = session.sql(select_tenants).with(content);
    while (select.next()) wanted = wanted || media_path(directory, TenantId(select.text(0)), content) == path;
    select.reset();
    return wanted;
}

std::int64_t media_bytes_of(Session& session, const TenantId& tenant) {
    return number_of(session.sql(select_sum).with(tenant.value));
}

std::string media_path(const std::string& directory, const TenantId& tenant, std::string_view content) {
    std::string path = media_directory(directory);
    path.append("/").append(hex64(hash64(tenant.value))).append("/").append(content.substr(0, 2));
    return path.append("/").append(content);
}

}  // namespace coexist
