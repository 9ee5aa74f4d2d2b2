#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// What an event speaks of. The number is stored, never change one.
enum class SubjectKind : std::uint8_t {
    account = 1,
    contact = 2,
    conversation = 3,
    message = 4,
    operation = 5,
    contact_merged = 6,
    conversation_merged = 7,
    message_merged = 8,
    contact_erased = 9,
    contact_split = 10,
    human_replied = 11
};

/// Where a subject stands in the feed. What is known from an import only has a lane of its own, so that a guest's words
/// do not wait behind a phone's past. One count of revisions serves both.
enum class FeedLane : std::uint8_t { live, past };

/// One line of the feed: that a subject changed. The feed holds each subject once, at its last change, and the event
/// is made from the merged state when it is read: so it promises the latest of every subject, needs no
/// retention, and a consumer that starts at the oldest event gets a snapshot.
struct FeedRow {
    std::int64_t seq = 0;
    std::string tenant;
    SubjectKind kind = SubjectKind::message;
    std::int64_t key = 0;  ///< row id (account, operation, merged, split) or key (the others)
};

/// Gives out feed numbers within the writer's transaction. Numbers only grow within an epoch and survive rollback
/// as if never given. Not thread-safe.
class FeedWriter {
  public:
    explicit FeedWriter(Session& session);

    /// Puts the subject at the end of the lane, takes it from `revision`, its former place in either lane (0 = it had
    /// none), and answers the new place, which the caller stores as the subject's revision.
    std::int64_t changed(const std::string& tenant, SubjectKind kind, std::int64_t key, std::int64_t revision,
                         FeedLane lane = FeedLane::live);
    /// Takes a former place away; 0: there is none.
    void drop(std::int64_t revision, FeedLane likely = FeedLane::live);
    /// Call before the transaction commits.
    void store_position();
    /// Call after a rollback.
    void reload();
    [[nodiscard]] std::int64_t last() const { return next_ - 1; }

  private:
    Session& session_;
    std::int64_t next_ = 1;
};

/// Up to `limit` rows of a lane after `after`; `tenant` empty = of all tenants.
std::vector<FeedRow> feed_after(Session& session, std::int64_t after, const std::string& tenant, int limit,
                                FeedLane lane = FeedLane::live);
/// The number of the newest row of a lane, 0 if there is none.
std::int64_t feed_newest(Session& session, FeedLane lane);
/// The last number that was given out, in whichever lane.
std::int64_t feed_last(Session& session);

}  // namespace coexist
