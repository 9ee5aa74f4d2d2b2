#pragma once
#include <boost/json/value.hpp>
#include <string_view>

namespace coexist::config {

/// What an unquoted YAML scalar means by YAML 1.2's core schema ("no" and "on" are text). A number that would
/// not come back as it was written (leading zeros, more than 64 bits, infinite) is text.
boost::json::value plain_scalar(std::string_view text);

}  // namespace coexist::config
