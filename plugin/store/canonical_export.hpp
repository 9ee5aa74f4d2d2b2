#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "store/session.hpp"

namespace coexist {

/// What the fold says of each subject ("message/ID", "contact/ID", "conversation/ID", "account/ID"), as a hash of its
/// rows in the order of their keys, without sequence numbers, counters, positions, the feed and times of processing:
/// two states that were made of the same observations in any order are equal. Throws SQLite::Exception.
std::map<std::string, std::uint64_t> canonical_hashes(Session& session);

}  // namespace coexist
