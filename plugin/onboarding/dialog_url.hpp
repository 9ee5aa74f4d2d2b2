#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "model/provider.hpp"

namespace coexist {

/// Where the dialog sends the browser back to: made from public_url only, never from a request's Host header.
std::string connect_redirect_uri(const Settings& settings);

/// The dialog of a Meta app that has a signup part (Meta, "Manually build a login flow" with a configuration of
/// Facebook Login for Business; `extras` asks for coexistence). `business`: what is known of the business, {"name",
/// "website", "email"}: it is filled in for the person, who can change it there ("Pre-filling screens").
std::string dialog_url(const Settings& settings, const App& app, std::string_view state, Provider provider,
                       const boost::json::object& business = {});

/// What asks the dialog for a number of this kind: a JSON object as text, of an app that has a signup part.
const std::string& dialog_extras(const Signup& signup, Provider provider);

/// Percent-encodes everything that has a meaning in a query.
std::string query_encoded(std::string_view text);

}  // namespace coexist
