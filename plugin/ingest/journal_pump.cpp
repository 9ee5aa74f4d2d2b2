#include "ingest/journal_pump.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "store/damage.hpp"

namespace coexist {
namespace {

constexpr Lane lanes[lane_count] = {Lane::live, Lane::history, Lane::command};
constexpr int most_open_sealed = 64;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t coarsest_tick_ns = 50'000'000;

// Commands are read first of all, before anything else can begin: that a segment has none is found out while it is open
// already. One that cannot be read is told of when its rows are wanted.
bool has_none(SegmentReader& reader, Lane lane, std::int64_t after) {
    try {
        return reader.read(lane, after, 1).empty();
    } catch (const SQLite::Exception&) {
        return false;
    }
}

std::string lost_rows(const std::string& name) {
    return "the journal segment " + name +
           " has lost rows; what they said is in the state, but could not be built anew";
}

}  // namespace

JournalPump::JournalPump(std::string directory, std::map<LanePosition, std::int64_t> progress,
                         std::set<std::string> finished)
    : directory_(std::move(directory)), progress_(std::move(progress)), finished_(std::move(finished)) {}

// Whether a file may have come since the directory was read last: reading thousands of names for each batch would cost
// more than the batch.
bool JournalPump::directory_changed() {
    struct stat found {};
    struct timespec now {};
    if (::stat(directory_.c_str(), &found) != 0) return true;
    ::clock_gettime(CLOCK_REALTIME, &now);
    const std::int64_t changed_ns = found.st_mtim.tv_sec * second_ns + found.st_mtim.tv_nsec;
    if (changed_ns == seen_at_ns_) return false;
    // The kernel's file times are as coarse as its tick: a change right after this one may leave the time as it is.
    const bool at_rest = now.tv_sec * second_ns + now.tv_nsec - changed_ns > coarsest_tick_ns;
    seen_at_ns_ = at_rest ? changed_ns : 0;
    return true;
}

void JournalPump::add_new() {
    if (!directory_changed()) return;
    for (const std::string& name : segments_in(directory_)) {
        if (segments_.count(name) == 0 && finished_.count(name) == 0) add(name, std::nullopt);
    }
}

void JournalPump::add(const std::string& name, std::optional<std::int64_t> sealed_at) {
    Segment segment;
    try {
        look_at(name, segment);
        if (sealed_at && !segment.sealed && seal(name, *sealed_at)) look_at(name, segment);
    } catch (const SQLite::Exception& error) {
        // SQLITE_ERROR: it has no tables. Its creator has not finished them, and the next look finds it.
        seen_at_ns_ = 0;
        if (error.getErrorCode() != SQLITE_ERROR) note(name, error);
        if (error.getErrorCode() == SQLITE_ERROR && was_applied(name)) damage_[name] = lost_rows(name);
        return;
    }
    for (const Lane lane : lanes) {
        const auto found = progress_.find({name, lane});
        if (found == progress_.end()) continue;
        segment.applied[static_cast<int>(lane)] = found->second;
        if (found->second > segment.newest) damage_[name] = lost_rows(name);
    }
    std::int64_t& commands = segment.applied[static_cast<int>(Lane::command)];
    if (segment.sealed && has_none(*segment.reader, Lane::command, commands)) commands = segment.newest;
    spare(segment);
    segments_.emplace(name, std::move(segment));
}

bool JournalPump::was_applied(const std::string& name) const {
    return std::any_of(std::begin(lanes), std::end(lanes), [&](Lane lane) {
        const auto found = progress_.find({name, lane});
        return found != progress_.end() && found->second > 0;
    });
}

void JournalPump::look() {
    trouble_ = damage_.empty() ? std::string() : damage_.begin()->second;
    add_new();
    for (auto next = segments_.begin(); next != segments_.end();) {
        const std::string& name = next->first;
        Segment& segment = next->second;
        try {
            if (!segment.sealed) look_at(name, segment);
        } catch (const SQLite::Exception& error) {
            note(name, error);
        }
        const bool all_applied =
            std::all_of(std::begin(segment.applied), std::end(segment.applied),
                        [newest = segment.newest](std::int64_t applied) { return applied >= newest; });
        if (!segment.sealed || !all_applied) {
            ++next;
            continue;
        }
        if (segment.reader) --open_sealed_;
        finished_.insert(name);
        newly_finished_.push_back(name);
        next = segments_.erase(next);
    }
}

SegmentReader& JournalPump::reader_of(const std::string& name, Segment& segment) {
    if (!segment.reader) {
        segment.reader = std::make_unique<SegmentReader>(directory_, name);
        if (segment.sealed) ++open_sealed_;
    }
    return *segment.reader;
}

void JournalPump::look_at(const std::string& name, Segment& segment) {
    // Asked in this order: rows that came before the seal are counted.
    SegmentReader& reader = reader_of(name, segment);
    const bool sealed = reader.sealed();
    segment.newest = reader.newest();
    if (sealed) ++open_sealed_;
    segment.sealed = sealed;
}

// Thousands of segments may wait when web workers came and went while there was no owner; each open one takes three
// descriptors of a process that may have a thousand.
void JournalPump::spare(Segment& segment) {
    if (!segment.sealed || !segment.reader || open_sealed_ <= most_open_sealed) return;
    segment.reader.reset();
    --open_sealed_;
}

void JournalPump::seal_abandoned(std::int64_t now_ms) {
    for (const std::string& name : segments_in(directory_)) {
        const auto known = segments_.find(name);
        const bool sealed = known != segments_.end() && known->second.sealed;
        if (sealed || finished_.count(name) > 0 || !creator_is_gone(name)) continue;
        if (known == segments_.end()) {
            add(name, now_ms);  // opened once, for this and for what look() wants to know
            continue;
        }
        seal(name, now_ms);
    }
}

// One that cannot be sealed is read as it is.
bool JournalPump::seal(const std::string& name, std::int64_t now_ms) {
    try {
        coexist::seal_abandoned(directory_, name, now_ms);
        return true;
    } catch (const SQLite::Exception& error) {
        note(name, error);
        return false;
    }
}

std::vector<std::string> JournalPump::newly_finished() {
    return std::exchange(newly_finished_, {});
}

void JournalPump::note(const std::string& name, const SQLite::Exception& error) {
    trouble_ = "the journal segment " + name + " cannot be read: " + error.what();
}

std::vector<StoredRow> JournalPump::read(Lane lane, int limit) {
    for (auto& [name, segment] : segments_) {
        std::int64_t& applied = segment.applied[static_cast<int>(lane)];
        if (applied >= segment.newest) continue;
        try {
            std::vector<StoredRow> rows = reader_of(name, segment).read(lane, applied, limit);
            spare(segment);
            if (!rows.empty()) return rows;
            applied = segment.newest;  // nothing of this lane up to there
        } catch (const SQLite::Exception& error) {
            if (!is_damage(error.getErrorCode())) {
                note(name, error);
                continue;
            }
            std::vector<StoredRow> rows = read_round_damage(name, segment, lane, limit);
            if (!rows.empty()) return rows;
        }
    }
    return {};
}

std::vector<StoredRow> JournalPump::read_round_damage(const std::string& name, Segment& segment, Lane lane, int limit) {
    std::int64_t& applied = segment.applied[static_cast<int>(lane)];
    try {
        std::int64_t unreadable = 0;
        std::vector<StoredRow> rows =
            reader_of(name, segment).read_singly(lane, applied, segment.newest, limit, unreadable);
        segment.unreadable = std::max(segment.unreadable, unreadable);
        if (segment.unreadable > 0) {
            damage_[name] = std::to_string(segment.unreadable) + " rows of the journal segment " + name +
                            " cannot be read; all others are applied";
        }
        if (rows.empty()) applied = segment.newest;  // nothing of this lane up to there
        return rows;
    } catch (const SQLite::Exception& error) {
        note(name, error);
        return {};
    }
}

void JournalPump::applied(const JournalPosition& position, Lane lane) {
    const auto found = segments_.find(position.segment);
    if (found == segments_.end()) return;
    std::int64_t& applied = found->second.applied[static_cast<int>(lane)];
    applied = std::max(applied, position.row);
}

bool JournalPump::read_one(const JournalPosition& position, StoredRow& out) {
    const auto found = segments_.find(position.segment);
    if (found != segments_.end() && found->second.reader) return found->second.reader->read_one(position.row, out);
    try {
        return SegmentReader(directory_, position.segment).read_one(position.row, out);
    } catch (const SQLite::Exception&) {
        return false;
    }
}

std::int64_t JournalPump::lag() const {
    std::int64_t lag = 0;
    for (const auto& [name, segment] : segments_) {
        lag += segment.newest - *std::min_element(std::begin(segment.applied), std::end(segment.applied));
    }
    return lag;
}

std::vector<SegmentPlace> JournalPump::unfinished() const {
    std::vector<SegmentPlace> places;
    for (const auto& [name, segment] : segments_) {
        SegmentPlace place{name, segment.newest, {}};
        std::copy(std::begin(segment.applied), std::end(segment.applied), place.applied.begin());
        places.push_back(std::move(place));
    }
    return places;
}

}  // namespace coexist
