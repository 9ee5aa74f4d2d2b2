#pragma once
#include "graph/message_body.hpp"
#include "simulator.hpp"

namespace sim::graph {

/// Checks the files that a message names by id: given to this very number (POST /{phone}/media) within 30 days, of a
/// type and size that its kind takes. Throws Refusal: 131009 no such file, 131053 wrong type or too large.
void check_sent_media(const Simulator& sim, const Number& number, const Outgoing& outgoing);

/// 131053 for a file of a type that no message takes, or of a size that none takes.
void check_upload(const std::string& mime_type, std::size_t bytes);

}  // namespace sim::graph
