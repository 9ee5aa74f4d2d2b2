#pragma once
#include <boost/json/object.hpp>
#include <string_view>

#include "model/problem.hpp"

namespace coexist {

/// The JSON object that a request carries; `body_invalid` if it is anything else.
Result<boost::json::object> object_in(std::string_view body);

}  // namespace coexist
