#pragma once
#include "json_read.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sim::graph {

/// Picks what `fields` asks for, `id` always, as the Graph API does; `fields` empty: `defaults`. Throws Refusal
/// (100, nonexisting field) for a name that `whole` does not hold.
json::object pick_fields(const json::object& whole, std::string_view fields, const std::vector<std::string>& defaults,
                         std::string_view node_type);

/// A page of a list: `limit` and `after` of the call, cursors in the answer. Throws Refusal 131059 for a bad cursor.
json::object page_of(const json::array& all, const json::object& parameters);

}  // namespace sim::graph
