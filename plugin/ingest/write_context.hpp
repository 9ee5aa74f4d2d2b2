#pragma once
#include <cstdint>

#include "ingest/fold.hpp"
#include "ingest/journal_pump.hpp"
#include "ingest/router.hpp"
#include "store/feed_rows.hpp"
#include "store/session.hpp"

namespace coexist {

/// What work on the writer's thread may use, inside the writer's transaction. Whatever throws rolls back.
struct WriteContext {
    Session& session;
    FeedWriter& feed;
    Router& router;
    Fold& fold;
    JournalPump& pump;
    std::int64_t now_ms;
};

}  // namespace coexist
