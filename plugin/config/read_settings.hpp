#pragma once
#include "config/settings.hpp"
#include "model/problem.hpp"

#include <string_view>
#include <vector>

namespace coexist {

/// Reads a configuration, YAML or JSON, by schemas/config/config.schema.json and the rules that a schema cannot
/// say. Touches no network and no secret. `source_name` (a file's name) is for messages.
///
/// Problem config_invalid: errors holds every fault at once, in the order of lines, each with line, column, JSON
/// pointer, what is wrong and what is allowed. `warnings` (may be null) gets what works but deserves a look.
Result<Settings> read_settings(std::string_view text, std::string_view source_name,
                               std::vector<ProblemError>* warnings);

}  // namespace coexist
