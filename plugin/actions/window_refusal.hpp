#pragma once
#include <boost/json/array.hpp>

#include "model/problem.hpp"
#include "model/window.hpp"

namespace coexist {

/// The customer service window is closed: since when ("closed_at"), and the approved templates that go out all the same
/// ("templates").
Problem window_closed(const Window& window, boost::json::array templates);

}  // namespace coexist
