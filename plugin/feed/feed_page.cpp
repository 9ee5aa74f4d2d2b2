#include "feed/feed_page.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace coexist {
namespace {

constexpr std::size_t most_rows_at_once = 256;
constexpr std::size_t envelope_bytes = 450;  // at most, round the data of an event

}  // namespace

bool FeedPage::take(Session& session, const FeedRow& row) {
    auto event = told_event_of(session, row, epoch_, now_ms_);
    if (!event) return true;
    const std::size_t bytes = event->data.size() + envelope_bytes;
    if (size() > 0 && bytes_ + bytes > most_bytes_) return false;
    const bool joins = event->imported && batches_.count(event->account) > 0;
    if (!joins && size() >= most_events_) return false;
    if (event->imported) {
        batches_[event->account].push_back(std::move(*event));
    } else {
        alone_.push_back(text_of(*event));
    }
    bytes_ += bytes;
    return true;
}

std::vector<std::string> FeedPage::events() const {
    std::vector<std::string> out = alone_;
    for (const auto& [account, messages] : batches_) out.push_back(history_batch_text(messages));
    return out;
}

FeedCursor FeedPage::fill(Session& session, FeedCursor place, const std::string& tenant) {
    constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
    bool full = false;
    place.live = fill_lane(session, FeedLane::live, place.live, no_limit, tenant, full);
    if (!full) place.past = fill_lane(session, FeedLane::past, place.past, largest_history_batch, tenant, full);
    return place;
}

std::int64_t FeedPage::fill_lane(Session& session, FeedLane lane, std::int64_t after, std::size_t most,
                                 const std::string& tenant, bool& full) {
    while (most > 0) {
        const std::size_t at_once = std::min({most_events_, most_rows_at_once, most});
        const std::vector<FeedRow> rows = feed_after(session, after, tenant, static_cast<int>(at_once), lane);
        for (const FeedRow& row : rows) {
            full = !take(session, row);
            if (full) return after;
            after = row.seq;
        }
        if (rows.size() < at_once) break;
        most -= rows.size();
    }
    return after;
}

}  // namespace coexist
