#pragma once
#include <string>

#include "health/present.hpp"

namespace coexist {

/// {"status", "at", "checks": {NAME: {"status", "code"?, "detail"?, "next"?, ...}}, "problems": [{check, status, code,
/// detail, next}]}: how the plugin is, as these eyes may see it. A status is "ok", "warn" or "fail"; a code is for
/// programs, detail and next are sentences for people. Reads memory only.
std::string health_document(const Present& present, const Eyes& eyes);

}  // namespace coexist
