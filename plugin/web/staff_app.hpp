#pragma once
#include <string_view>

#include "api/http.hpp"
#include "config/settings.hpp"

namespace coexist {

/// Whether the path is the staff app's: /app and what lies below.
bool is_staff_app(std::string_view path);

/// A file of the staff app. Only GET (405 otherwise); a name that the app does not have is 404. Files whose name holds
/// their hash may be kept for ever, the others are asked for again and answered 304. `settings` says whose pages may
/// show the app in a frame, and whether Meta's script may run in it.
HttpAnswer staff_app(const Settings& settings, const HttpRequest& request);

}  // namespace coexist
