#include "media/media_book.hpp"

#include <filesystem>

#include "media/media_rules.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace {

constexpr const char* over = "The platform has files for 7 days only, and these are over.";

// A webhook that comes again says nothing new; one of another time tells that the file can be had again.
constexpr std::int64_t told_anew_after_ms = 60'000;

const Media* file_in(const Message& told) {
    if (!told.content || !told.content->media || told.content->media->id.empty()) return nullptr;
    return &*told.content->media;
}

/// Whether no message shows the file any more.
bool taken_back(Session& session, std::int64_t key) {
    for (const std::int64_t message : messages_of_media(session, key)) {
        const auto row = find_message(session, resolve_alias(session, message));
        if (row && !revoked(row->message)) return false;
    }
    return true;
}

bool given_up_for_good(MediaState state) {
    return state == MediaState::gone || state == MediaState::refused || state == MediaState::damaged;
}

/// Takes the bytes that another message of the tenant brought already.
bool take_known(WriteContext& context, MediaRow& row) {
    if (row.told_sha256.empty()) return false;
    const auto bytes = media_file_bytes(context.session, row.tenant, row.told_sha256);
    if (!bytes) return false;
    row.state = MediaState::kept;
    row.why.clear();
    row.content = row.told_sha256;
    row.bytes = *bytes;
    return true;
}

}  // namespace

MediaNews MediaBook::told(WriteContext& context, const AccountRow& account, const Fact& fact,
                          std::int64_t received_at) const {
    MediaNews news;
    const auto* said = std::get_if<MessageFact>(&fact.said);
    if (said == nullptr || account.provider == Provider::meow) return news;
    const Message& told = said->message;
    const Media* file = file_in(told);
    if (file == nullptr && !told.revoke_by_customer && !told.revoke_by_business) return news;
    const std::int64_t message = resolve_alias(context.session, message_key(account.account_id, told.wamid.value));
    if (file != nullptr) news.to_fetch = told_of_file(context, account, message, *file, received_at);
    // The word that it was taken back may have come before the message.
    const auto row = find_message(context.session, message);
    if (!row || !revoked(row->message)) return news;
    for (const std::string& id : row->message.media_ids) {
        withdraw(context, media_key(account.account_id, id), news);
    }
    return news;
}

bool MediaBook::told_of_file(WriteContext& context, const AccountRow& account, std::int64_t message, const Media& file,
                             std::int64_t received_at) const {
    const std::int64_t key = media_key(account.account_id, file.id);
    add_message_of_media(context.session, key, message);
    auto known = find_media(context.session, key);
    if (known && !(given_up_for_good(known->state) && received_at > known->told_at + told_anew_after_ms)) {
        return false;
    }
    MediaRow row = known.value_or(MediaRow{});
    row.key = key;
    row.account = account.id;
    row.tenant = account.tenant;
    row.platform_id = file.id;
    row.told_sha256 = file.sha256;
    row.told_at = received_at;
    row.state = MediaState::waiting;
    row.why.clear();
    row.attempts = 0;
    row.not_before = context.now_ms;
    row.mime_type = file.mime_type;
    if (!take_known(context, row)) {
        if (received_at + media_lifetime_ms <= context.now_ms) {
            row.state = MediaState::gone;
            row.why = over;
        } else if (!settings_for(settings_, account.tenant).media.fetch) {
            row.state = MediaState::off;
            row.why = "The configuration leaves files at the platform.";
        }
    }
    save_media(context.session, row);
    tell(context, key);
    return row.state == MediaState::waiting;
}

void MediaBook::withdraw(WriteContext& context, std::int64_t key, MediaNews& news) {
    auto row = find_media(context.session, key);
    if (!row || !taken_back(context.session, key)) return;
    if (row->state == MediaState::kept && !media_used_by_others(context.session, *row)) {
        forget_media_file(context.session, row->tenant, row->content);
        news.forgotten.push_back({row->tenant, row->content});
    }
    row->state = MediaState::gone;
    row->why = "Its writer took it back.";
    row->content.clear();
    row->bytes = 0;
    save_media(context.session, *row);
}

bool MediaBook::settle(WriteContext& context, std::int64_t key, const MediaVerdict& verdict) const {
    auto row = find_media(context.session, key);
    if (!row || row->state != MediaState::waiting) return row && row->state == MediaState::kept;
    const MediaRow before = *row;
    row->state = verdict.state;
    row->why = verdict.why;
    if (verdict.counts) ++row->attempts;
    if (verdict.state == MediaState::kept) {
        const bool new_here = !media_file_bytes(context.session, row->tenant, verdict.content);
        const std::int64_t quota = settings_for(settings_, row->tenant).media.quota_bytes;
        if (new_here && media_bytes_of(context.session, row->tenant) + verdict.bytes > quota) {
            row->state = MediaState::over_quota;
            row->why = "The quota for files is used up.";
        } else {
            if (new_here) add_media_file(context.session, row->tenant, verdict.content, verdict.bytes);
            row->mime_type = verdict.mime_type.empty() ? row->mime_type : verdict.mime_type;
            row->content = verdict.content;
            row->bytes = verdict.bytes;
        }
    }
    if (row->state == MediaState::waiting) {
        const std::int64_t by_tries = context.now_ms + wait_after_tries(row->attempts);
        row->not_before = verdict.again_at > 0 ? verdict.again_at : by_tries;
        if (row->not_before >= row->told_at + media_lifetime_ms) {
            row->state = MediaState::gone;
            row->why = std::string(over) + " The last try: " + verdict.why;
        }
    }
    save_media(context.session, *row);
    if (row->state != before.state || row->why != before.why) tell(context, key);
    return row->state == MediaState::kept;
}

void MediaBook::recover(WriteContext& context, bool restored, bool reconfigured) const {
    const std::int64_t since = context.now_ms - media_lifetime_ms;
    if (restored) {
        for (MediaRow& row : media_in_state(context.session, MediaState::kept, 0)) {
            std::error_code unknown;
            if (std::filesystem::is_regular_file(media_path(directory_, row.tenant, row.content), unknown)) continue;
            forget_media_file(context.session, row.tenant, row.content);
            row.content.clear();
            row.bytes = 0;
            if (row.told_at > since) {
                again(context, std::move(row));
                continue;
            }
            row.state = MediaState::gone;
            row.why = "The backup that was restored had not this file, and the platform's 7 days are over.";
            save_media(context.session, row);
            tell(context, row.key);
        }
    }
    if (!reconfigured) return;
    for (const MediaState state : {MediaState::off, MediaState::too_large, MediaState::type_not_allowed,
                                   MediaState::over_quota, MediaState::host_not_allowed}) {
        for (MediaRow& row : media_in_state(context.session, state, since)) again(context, std::move(row));
    }
}

bool MediaBook::expire(WriteContext& context, std::vector<MediaContent>& forgotten) const {
    constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
    constexpr int together = 100;
    for (const TenantId& tenant : tenants_with_media(context.session)) {
        const std::int64_t days = settings_for(settings_, tenant).retention.media.count();
        std::vector<MediaRow> rows =
            media_kept_before(context.session, tenant, context.now_ms - days * day_ms, together);
        for (MediaRow& row : rows) {
            if (!media_used_by_others(context.session, row)) {
                forget_media_file(context.session, row.tenant, row.content);
                forgotten.push_back({row.tenant, row.content});
            }
            row.state = MediaState::expired;
            row.why = "Files are kept for " + std::to_string(days) + " days here, and these are over.";
            row.content.clear();
            row.bytes = 0;
            save_media(context.session, row);
            tell(context, row.key);
        }
        if (!rows.empty()) return true;
    }
    return false;
}

void MediaBook::again(WriteContext& context, MediaRow row) {
    row.state = MediaState::waiting;
    row.why.clear();
    row.attempts = 0;
    row.not_before = context.now_ms;
    save_media(context.session, row);
    tell(context, row.key);
}

void MediaBook::tell(WriteContext& context, std::int64_t key) {
    for (const std::int64_t message : messages_of_media(context.session, key)) {
        auto row = find_message(context.session, resolve_alias(context.session, message));
        if (!row || row->revision == 0) continue;  // of nobody that is known yet: told when he is
        const AccountRow* account = context.router.by_id(row->account);
        if (account == nullptr) continue;
        tell_message(context.feed, account->tenant, *row);
        save_message(context.session, *row);
    }
}

}  // namespace coexist
