#include "media/media_fetch.hpp"

#include <algorithm>
#include <exception>
#include <optional>

#include "media/media_rules.hpp"
#include "model/hash.hpp"
#include "outbox/lines.hpp"
#include "store/account_view.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr std::int64_t look_at_account_again_ms = 10 * 60 * 1000;
constexpr std::int64_t look_at_disk_again_ms = 60 * 1000;

MediaTry ended(MediaState state, std::string why) {
    return {{state, std::move(why)}, nullptr};
}

/// Later, and without counting as a try at the platform.
MediaTry put_off(std::string why, std::int64_t again_at) {
    MediaVerdict verdict{MediaState::waiting, std::move(why)};
    verdict.counts = false;
    verdict.again_at = again_at;
    return {std::move(verdict), nullptr};
}

/// Final after so many tries; `row` counts those before this one.
MediaTry ended_after(std::int64_t tries, const MediaRow& row, MediaState state, std::string why) {
    return ended(row.attempts + 1 >= tries ? state : MediaState::waiting, std::move(why));
}

MediaTry not_located(const MediaRow& row, const MediaPlaceOutcome& outcome, std::int64_t now) {
    switch (outcome.kind) {
        case CallOutcome::Kind::refused:
            break;
        default:
            return ended(MediaState::waiting, outcome.reason);
    }
    if (outcome.gone) {
        return ended_after(tries_until_gone, row, MediaState::gone, "The platform has this file no more.");
    }
    const std::string why = outcome.error.sentence;
    if (outcome.error.cure == Cure::reconnect || outcome.error.cure == Cure::pay) {
        return put_off(why, now + look_at_account_again_ms);
    }
    const bool passes = outcome.error.cure == Cure::retry || outcome.error.cure == Cure::wait;
    if (passes) return ended(MediaState::waiting, why);
    return ended_after(tries_until_refused, row, MediaState::refused, why);
}

/// Why a file of this size and kind is not fetched; nothing if it is.
std::optional<MediaTry> unwanted(const MediaNeeds& needs, const MediaRow& row, const MediaPlace& place) {
    const MediaSettings& media = settings_for(needs.settings, row.tenant).media;
    const std::string& type = place.mime_type.empty() ? row.mime_type : place.mime_type;
    if (!type_allowed(media.types, type)) {
        return ended(MediaState::type_not_allowed, "Files of the kind " + bare_type(type) + " are not kept here.");
    }
    if (place.bytes > media.largest_bytes) {
        return ended(MediaState::too_large, "It has " + std::to_string(place.bytes) + " bytes, and at most " +
                                                std::to_string(media.largest_bytes) + " are kept.");
    }
    if (media_bytes_of(*needs.readers.take(), row.tenant) + place.bytes > media.quota_bytes) {
        return ended(MediaState::over_quota, "The quota for files is used up.");
    }
    DiskUse::Measure disk = needs.disk.look();
    disk.used += place.bytes;
    if (disk.refuses_history()) {
        return put_off("The disk is nearly full; the rest of it is for messages.",
                       needs.clock.now_ms() + look_at_disk_again_ms);
    }
    return std::nullopt;
}

MediaTry not_downloaded(const MediaRow& row, const DownloadOutcome& outcome) {
    switch (outcome.kind) {
        case DownloadOutcome::Kind::denied:
            return ended_after(tries_until_refused, row, MediaState::refused, outcome.reason);
        case DownloadOutcome::Kind::too_large:
            return ended(MediaState::too_large, outcome.reason);
        case DownloadOutcome::Kind::not_allowed:
            return ended(MediaState::host_not_allowed, outcome.reason);
        default:
            return ended(MediaState::waiting, outcome.reason);
    }
}

/// Fetches from where the file lies. The address may be over just now: then it is asked for once more.
DownloadOutcome download(const MediaNeeds& needs, const Line& line, const MediaRow& row, MediaPlace& place,
                         std::unique_ptr<IncomingFile>& file) {
    const std::int64_t most = settings_for(needs.settings, row.tenant).media.largest_bytes;
    const std::string path = incoming_folder(needs.directory) + "/" + hex64(static_cast<std::uint64_t>(row.key));
    file = std::make_unique<IncomingFile>(path);
    DownloadOutcome outcome = needs.desk.download(line, place.url, most, *file);
    if (outcome.kind != DownloadOutcome::Kind::gone) return outcome;
    const MediaPlaceOutcome fresh = needs.desk.locate(line, row.platform_id);
    if (fresh.kind != CallOutcome::Kind::accepted) return outcome;
    place = fresh.place;
    return needs.desk.download(line, place.url, most, *file);
}

MediaTry fetched(const MediaRow& row, const MediaPlace& place, std::unique_ptr<IncomingFile> file) {
    const std::string content = file->sha256();
    const std::string& announced = place.sha256.empty() ? row.told_sha256 : place.sha256;
    if (!announced.empty() && content != announced) {
        return ended_after(tries_until_damaged, row, MediaState::damaged,
                           "What came is not the file that the platform announced: its hash differs.");
    }
    MediaVerdict verdict{MediaState::kept, {}};
    verdict.mime_type = place.mime_type;
    verdict.content = content;
    verdict.bytes = file->bytes();
    return {std::move(verdict), std::move(file)};
}

Result<Line> line_to(const MediaNeeds& needs, const MediaRow& row) {
    auto reader = needs.readers.take();
    const auto account = find_account(*reader, row.account);
    if (!account || account->token_sealed.empty()) {
        return Problem{Refusal::conflict,
                       "account_not_connected",
                       "The number is not connected.",
                       "Connect it again; its files are fetched then.",
                       {}};
    }
    return line_of(*account, needs.cipher);
}

MediaTry tried(const MediaNeeds& needs, const MediaRow& row) {
    const std::int64_t now = needs.clock.now_ms();
    if (row.told_at + media_lifetime_ms <= now) {
        return ended(MediaState::gone, "The platform has files for 7 days only, and these are over.");
    }
    const auto line = line_to(needs, row);
    if (!line) return put_off(line.problem().detail, now + look_at_account_again_ms);
    MediaPlaceOutcome located = needs.desk.locate(*line, row.platform_id);
    if (located.kind != CallOutcome::Kind::accepted) return not_located(row, located, now);
    if (auto refused = unwanted(needs, row, located.place)) return std::move(*refused);
    std::unique_ptr<IncomingFile> file;
    const DownloadOutcome outcome = download(needs, *line, row, located.place, file);
    if (!file->trouble().empty()) {
        return put_off("The disk did not take it: " + file->trouble() + ".", now + look_at_disk_again_ms);
    }
    if (outcome.kind != DownloadOutcome::Kind::done) return not_downloaded(row, outcome);
    return fetched(row, located.place, std::move(file));
}

}  // namespace

MediaTry try_media(const MediaNeeds& needs, const MediaRow& row) {
    try {
        return tried(needs, row);
    } catch (const std::exception& error) {
        return put_off(std::string("It could not be stored: ") + error.what() + ".",
                       needs.clock.now_ms() + look_at_disk_again_ms);
    }
}

std::string incoming_folder(const std::string& directory) {
    return media_directory(directory) + "/incoming";
}

}  // namespace coexist
