#pragma once
#include "config/settings.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace coexist::config {

/// A document that the schema and the rules found good, as Settings.
Settings decode_settings(const boost::json::value& document);

/// Puts what `given` says into `settings`; what it leaves out, or gives with a wrong type, stays.
void apply_tenant_settings(const boost::json::object& given, TenantSettings& settings);

}  // namespace coexist::config
