#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "feed/event.hpp"

namespace coexist {

/// One answer of the feed: first what is live, in order, then, where there is room, what is known from an import only.
/// Such messages do not come one by one but as `history.batch` events of one account, marked silent, at most 200
/// messages an answer: whoever reads them is back for what is live soon. Where batches are cut depends on where a
/// reader stands: a host converges by the subject and revision of each message within.
class FeedPage {
  public:
    static constexpr std::size_t largest_history_batch = 200;

    /// At most `events` events and about `bytes` of text; the first event is taken whatever its size.
    FeedPage(std::int64_t epoch, std::int64_t now_ms, std::size_t events, std::size_t bytes)
        : epoch_(epoch), now_ms_(now_ms), most_events_(events), most_bytes_(bytes) {}

    /// Takes the rows after `place` until it is full or there are no more; `tenant` empty = of all tenants. Answers the
    /// place behind the last row of each lane that was taken, also of one whose subject is gone.
    FeedCursor fill(Session& session, FeedCursor place, const std::string& tenant);
    /// The events as JSON texts, in order.
    [[nodiscard]] std::vector<std::string> events() const;

  private:
    /// Takes rows of one lane, `most` at most; answers the last one's number. `full` is set when one had no room.
    std::int64_t fill_lane(Session& session, FeedLane lane, std::int64_t after, std::size_t most,
                           const std::string& tenant, bool& full);
    /// The event of this row joins the page. False: it is full, and the row belongs to the next one.
    bool take(Session& session, const FeedRow& row);
    [[nodiscard]] std::size_t size() const { return alone_.size() + batches_.size(); }

    const std::int64_t epoch_;
    const std::int64_t now_ms_;
    const std::size_t most_events_;
    const std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    std::vector<std::string> alone_;
    std::map<std::string, std::vector<ToldEvent>> batches_;  ///< by account
};

}  // namespace coexist
