#pragma once
#include <string>
#include <vector>

#include "store/feed_rows.hpp"
#include "store/session.hpp"

namespace rooms {

/// All that must converge, as text: messages, aliases, identities, contacts, conversations, lives of accounts, sends
/// and operations. Without row ids, revisions and the time at which we noticed something.
std::string dump_of(coexist::Session& session);

/// The rows of both lanes of the feed.
std::vector<coexist::FeedRow> all_told(coexist::Session& session);

}  // namespace rooms
