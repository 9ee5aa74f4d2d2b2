#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/feed_rows.hpp"
#include "store/session.hpp"

namespace coexist {

/// What one feed row tells, made from the merged state. Its id is a hash of what it says: the same thing said again, by
/// a replay or after a rebuild, has the same id, and another thing has another.
struct ToldEvent {
    std::string type;
    std::string subject;
    std::string tenant;
    std::string account;  ///< empty: of no single account
    std::string id;
    std::string revision;
    std::string data;       ///< the document as JSON
    std::string time;       ///< when it was read
    bool imported = false;  ///< a message that is known from an import only: told silently, in batches
};

/// Nothing if the subject is gone. `now`: Unix milliseconds.
std::optional<ToldEvent> told_event_of(Session& session, const FeedRow& row, std::int64_t epoch, std::int64_t now);

/// The CloudEvent as JSON.
std::string text_of(const ToldEvent& event);

/// The CloudEvent `history.batch` of imported messages of one account, at least one, in the feed's order. Its id is a
/// hash of theirs.
std::string history_batch_text(const std::vector<ToldEvent>& messages);

/// A place in the feed, one in each of its lanes; as hosts see it "EPOCH:LIVE:PAST".
struct FeedCursor {
    std::int64_t epoch = 0;
    std::int64_t live = 0;
    std::int64_t past = 0;
};
std::string text_of(const FeedCursor& cursor);
std::optional<FeedCursor> cursor_from(std::string_view text);

}  // namespace coexist
