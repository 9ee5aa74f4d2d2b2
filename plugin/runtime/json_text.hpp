#pragma once
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "model/problem.hpp"

namespace coexist {

/// Reads the JSON that a person or a program sends us, strictly: what two readers could understand differently is a
/// fault too. RFC 8259, 4: "When the names within an object are not unique, the behavior of software that receives such
/// an object is unpredictable." On a fault answers one ProblemError that says where (line and column, or the JSON
/// pointer of the name that comes twice) and what. Deliveries of a platform are not read by this: they are kept
/// whatever they say.
std::optional<ProblemError> read_json(std::string_view text, boost::json::value& into);

}  // namespace coexist
