#pragma once
#include <string>

#include "health/present.hpp"

namespace coexist {

/// The figures as OpenMetrics text 1.0.0, as these eyes may see them. Labels carry account ids, road names of the
/// configuration and names of consumers: never a phone number, a person or a secret. Series of single accounts are
/// those that are wanted, the most silent first. Reads memory only.
std::string metrics_text(const Present& present, const Eyes& eyes, const Wanted& wanted);

}  // namespace coexist
