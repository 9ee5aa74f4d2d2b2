#include "ingest/journal_pump.hpp"

#include <SQLiteCpp/Exception.h>

#include <algorithm>

namespace coexist {
namespace {

constexpr Lane lanes[lane_count] = {Lane::live, Lane::history, Lane::command};

}  // namespace

JournalPump::JournalPump(std::string directory, std::map<LanePosition, std::int64_t> progress)
    : directory_(std::move(directory)), progress_(std::move(progress)) {}

void JournalPump::open_new() {
    for (const std::string& name : segments_in(directory_)) {
        if (segments_.count(name) > 0) continue;
        Segment segment;
        try {
            segment.reader = std::make_unique<SegmentReader>(directory_, name);
            segment.newest = segment.reader->newest();
        } catch (const SQLite::Exception&) {
            continue;  // its creator has not finished the tables; the next look finds it
        }
        for (const Lane lane : lanes) {
            const auto found = progress_.find({name, lane});
            if (found != progress_.end()) segment.applied[static_cast<int>(lane)] = found->second;
        }
        segments_.emplace(name, std::move(segment));
    }
}

void JournalPump::look() {
    trouble_.clear();
    open_new();
    for (auto& [name, segment] : segments_) {
        if (segment.closed) continue;
        try {
            look_at(segment);
        } catch (const SQLite::Exception& error) {
            note(name, error);
        }
    }
}

void JournalPump::look_at(Segment& segment) {
    // Asked in this order: rows that came before the seal are counted.
    segment.sealed = segment.reader->sealed();
    segment.newest = segment.reader->newest();
    const bool all_applied = std::all_of(std::begin(segment.applied), std::end(segment.applied),
                                         [newest = segment.newest](std::int64_t applied) { return applied >= newest; });
    if (segment.sealed && all_applied) {
        segment.closed = true;
        segment.reader.reset();
    }
}

void JournalPump::seal_abandoned(std::int64_t now_ms) {
    for (const auto& [name, segment] : segments_) {
        if (segment.closed || segment.sealed || !creator_is_gone(name)) continue;
        try {
            coexist::seal_abandoned(directory_, name, now_ms);
        } catch (const SQLite::Exception& error) {
            note(name, error);
        }
    }
}

void JournalPump::note(const std::string& name, const SQLite::Exception& error) {
    trouble_ = "the journal segment " + name + " cannot be read: " + error.what();
}

std::vector<StoredRow> JournalPump::read(Lane lane, int limit) {
    for (auto& [name, segment] : segments_) {
        std::int64_t& applied = segment.applied[static_cast<int>(lane)];
        if (segment.closed || applied >= segment.newest) continue;
        try {
            std::vector<StoredRow> rows = segment.reader->read(lane, applied, limit);
            if (!rows.empty()) return rows;
            applied = segment.newest;  // nothing of this lane up to there
        } catch (const SQLite::Exception& error) {
            note(name, error);
        }
    }
    return {};
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
        if (segment.closed) continue;
        lag += segment.newest - *std::min_element(std::begin(segment.applied), std::end(segment.applied));
    }
    return lag;
}

std::vector<std::string> JournalPump::finished() const {
    std::vector<std::string> names;
    for (const auto& [name, segment] : segments_) {
        if (segment.closed) names.push_back(name);
    }
    return names;
}

}  // namespace coexist
