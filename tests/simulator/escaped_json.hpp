#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace sim {

/// Serialises as Meta does: everything above ASCII as \uXXXX with lower-case hex (surrogate pairs above U+FFFF), "/" as
/// "\/". The signature is over these bytes, so a receiver that verifies a re-serialised body fails here as it would
/// live.
std::string escaped_json(const boost::json::value& value);

}  // namespace sim
