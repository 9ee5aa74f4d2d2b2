#pragma once
#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"

namespace coexist::cloud {

/// Reads a webhook of the object `application` (Meta, "Business Integration webhooks"): something that a business
/// granted to the app was added, changed or taken back. What exactly is not promised, so each change is a doubt about
/// whatever it names. False if the body is none of these; then nothing was said.
bool read_grant_changes(const json::object& root, const Arrival& arrival, Observation& into);

}  // namespace coexist::cloud
