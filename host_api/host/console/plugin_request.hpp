#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "host/records/directory.hpp"
#include "host/running/running_plugin.hpp"

namespace crm::console {

/// The code of the problem that a plugin has no such resource.
constexpr const char* not_offered = "not_offered";

/// Posts JSON to a resource of a plugin as this person; answers the JSON object that it says. `headers`: further ones,
/// NAME=VALUE; `query`: encoded, without '?'. Problems: not_offered, else the plugin's own.
Result<boost::json::object> post(const RunningPlugin& plugin, const std::string& path, const boost::json::object& body,
                                 const Person& person, const std::vector<std::string>& headers,
                                 const std::string& query = {});

/// GET of a resource of a plugin as this person; answers the JSON object that it says. `query`: encoded, without '?'.
/// Problems: as above.
Result<boost::json::object> get(const RunningPlugin& plugin, const std::string& path, const std::string& query,
                                const Person& person);

/// A text as part of a path or a query.
std::string encoded(const std::string& text);

}  // namespace crm::console
