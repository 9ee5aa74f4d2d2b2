#pragma once
#include <boost/json/object.hpp>

#include "model/problem.hpp"

namespace coexist {

/// A problem as people and programs see it (RFC 9457): {type, title, status, code, detail, next?, errors?}, by
/// schemas/problem.schema.json. `type` is "urn:coexist:problem:CODE": a name and no address, because a plugin has no
/// site of its own. Every problem that leaves the plugin is written by this.
boost::json::object problem_json(const Problem& problem);

}  // namespace coexist
