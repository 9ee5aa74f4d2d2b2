#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "store/feed_rows.hpp"
#include "store/session.hpp"

namespace coexist {

/// The CloudEvent of one feed row, made from the merged state. Nothing if the subject is gone. Its id is a hash of what
/// it says: the same thing said again, by a replay or after a rebuild, has the same id, and another thing has another.
/// `now`: Unix milliseconds.
std::optional<boost::json::object> event_of(Session& session, const FeedRow& row, std::int64_t epoch, std::int64_t now);

/// A place in the feed as hosts see it: "EPOCH:SEQ".
struct FeedCursor {
    std::int64_t epoch = 0;
    std::int64_t seq = 0;
};
std::string text_of(const FeedCursor& cursor);
std::optional<FeedCursor> cursor_from(std::string_view text);

}  // namespace coexist
