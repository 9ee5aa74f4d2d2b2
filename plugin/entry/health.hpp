#pragma once
#include <string>

#include "entry/foundation.hpp"
#include "entry/provision.hpp"
#include "ingest/state_writer.hpp"

namespace coexist {

/// {"status": "ok" | "warn" | "fail", "checks": {NAME: {"status", ...}}}. Short indexed reads, no network. `provision`
/// is null before start, `writer` in clients. What cannot be read is a failed check, never an exception.
std::string health_document(Foundation& foundation, const Provision* provision, StateWriter* writer);

/// The same figures as OpenMetrics text.
std::string metrics_text(Foundation& foundation, StateWriter* writer);

}  // namespace coexist
