#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// What one segment of the journal is found to be.
struct SegmentCheck {
    std::string name;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;     ///< of the file and its WAL
    std::int64_t first_at = 0;  ///< when its oldest row was received, Unix ms
    std::int64_t last_at = 0;
    std::int64_t sealed_at = 0;       ///< Unix ms; 0: it is written to
    bool finished = false;            ///< all of it is applied
    std::string digest;               ///< SHA-256 over its rows; equal for a copy. Only where it was verified
    std::vector<std::string> faults;  ///< plain sentences
};

/// All segments in the directory, by name, without reading their rows. Throws SQLite::Exception when the state cannot
/// be read.
std::vector<SegmentCheck> look_at_segments(Session& state, const std::string& directory);

/// The same with every row read: pages, gaps between the rows, seals, how far each was applied, and segments that were
/// applied and are not there any more.
std::vector<SegmentCheck> verify_segments(Session& state, const std::string& directory);

}  // namespace coexist
