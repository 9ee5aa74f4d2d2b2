#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// What arrived over an app or a gateway.
struct RoadArrival {
    std::int64_t delivered_at = 0;   ///< Unix ms: about when the newest delivery of the platform came; 0: none yet
    std::vector<std::string> tests;  ///< the words of our own tests that arrived last, the newest first; a few
};

RoadArrival arrival_over(Session& session, const std::string& road);
/// A delivery of the platform came at `at` (Unix ms); an older one changes nothing.
void note_delivery(Session& session, const std::string& road, std::int64_t at);
/// Our own test came.
void note_test(Session& session, const std::string& road, const std::string& word);

}  // namespace coexist
