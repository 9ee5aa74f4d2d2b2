#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "feed/event.hpp"

namespace coexist {

/// One answer of the feed: the events of consecutive rows. Messages that are known from an import only do not come one
/// by one but as `history.batch` events of one account, at most 200 messages each, marked silent; other events between
/// them do not end a batch. Each event stands where its last row stands, so revisions grow. Where batches are cut
/// depends on where a reader stands: a host converges by the subject and revision of each message within.
class FeedPage {
  public:
    static constexpr std::size_t largest_history_batch = 200;

    /// At most `events` events and about `bytes` of text; the first event is taken whatever its size.
    FeedPage(std::int64_t epoch, std::int64_t now_ms, std::size_t events, std::size_t bytes)
        : epoch_(epoch), now_ms_(now_ms), most_events_(events), most_bytes_(bytes) {}

    /// Takes the rows after `after` until it is full or there are no more; `tenant` empty = of all tenants.
    void fill(Session& session, std::int64_t after, const std::string& tenant);
    /// The last row that was taken, also one whose subject is gone; 0 if there was none.
    [[nodiscard]] std::int64_t seq() const { return seq_; }
    /// The events as JSON texts, in order.
    [[nodiscard]] std::vector<std::string> events() const;

  private:
    struct Batch {
        std::string tenant;
        std::int64_t last = 0;  ///< the row of its newest message
        std::vector<ToldEvent> messages;
    };
    /// The event of this row joins the page. False: it is full, and the row belongs to the next one.
    bool take(Session& session, const FeedRow& row);
    bool take_imported(ToldEvent event, const FeedRow& row);

    const std::int64_t epoch_;
    const std::int64_t now_ms_;
    const std::size_t most_events_;
    const std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    std::int64_t seq_ = 0;
    std::map<std::int64_t, std::string> alone_;  ///< by row
    std::map<std::string, Batch> open_;          ///< by account
    std::vector<Batch> full_;
};

}  // namespace coexist
