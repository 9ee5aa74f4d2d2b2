#pragma once
#include <boost/json/object.hpp>

#include "health/present.hpp"

namespace coexist::checks {

/// One check's part of the health document.
boost::json::object ok(boost::json::object more = {});
boost::json::object warn(const char* code, const std::string& detail, const char* next, boost::json::object more = {});
boost::json::object fail(const char* code, const std::string& detail, const char* next, boost::json::object more = {});

// Of the process and its disks; each may be shown to every admin.
boost::json::object journal(const Present& present, bool all);
boost::json::object owner(const Present& present);
boost::json::object state(const Present& present);
boost::json::object disk(const Present& present);
boost::json::object retention(const Present& present);
boost::json::object sqlite();
boost::json::object clock(const Present& present);
boost::json::object configuration(const Present& present);
// Of what the tenants have.
boost::json::object accounts(const Present& present, const Eyes& eyes);
boost::json::object sends(const Present& present, const Eyes& eyes);
boost::json::object media(const Present& present, const Eyes& eyes);
// Of no tenant: for whoever sees all.
boost::json::object quarantine(const Present& present);
boost::json::object unknown_kinds(const Present& present);
boost::json::object feed(const Present& present);
boost::json::object webhooks(const Present& present);
boost::json::object platform_calls(const Present& present);

}  // namespace coexist::checks
