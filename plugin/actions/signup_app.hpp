#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "model/problem.hpp"
#include "model/provider.hpp"

namespace coexist {

/// Why no number can be connected as this provider by the platform's dialog; nothing if one can.
std::optional<Problem> signup_app_missing(const Settings& settings, Provider provider);

/// The apps by whose dialog numbers can be connected as this provider, in the configuration's order.
std::vector<const App*> signup_apps(const Settings& settings, Provider provider);

/// The app whose dialog is opened: the one of that name, or the only one there is.
Result<const App*> signup_app(const Settings& settings, Provider provider, const std::string& road);

}  // namespace coexist
