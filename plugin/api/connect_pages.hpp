#pragma once
#include <string_view>

#include "api/http.hpp"
#include "onboarding/connect_door.hpp"
#include "onboarding/link_door.hpp"

namespace coexist {

/// Whether the path is one of the public pages of a connection, which browsers open without anybody signed in.
bool is_connect_page(std::string_view path);

/// The page as HTML. Only GET; another method is 405.
HttpAnswer connect_page(const ConnectDoor& door, const LinkDoor& links, const HttpRequest& request);

}  // namespace coexist
