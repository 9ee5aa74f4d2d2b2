#pragma once
#include <boost/json/object.hpp>

#include "api/call.hpp"
#include "store/audit.hpp"

namespace coexist {

/// A line of the audit as this actor may see it. `all`: he oversees all tenants.
boost::json::object audit_document(const AuditRow& row, const Call& call, bool all);

}  // namespace coexist
