#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "channel/road.hpp"

namespace coexist::cloud {

/// Asked without a name, `forgetting.until` tells until when all that speaks of a number is forgotten, whoever it is
/// of. A webhook's body without the items that tell of erased persons; what stands beside them stays. Nothing if it
/// names none; an empty text if nothing is left, or if the body is no JSON and holds a number of theirs. `received_at`:
/// Unix seconds, for items that tell no time.
std::optional<std::string> body_without(std::string_view body, std::int64_t received_at, const Forgetting& forgetting);

}  // namespace coexist::cloud
