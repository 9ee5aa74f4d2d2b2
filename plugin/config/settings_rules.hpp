#pragma once
#include "model/problem.hpp"

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace coexist::config {

struct RuleFindings {
    std::vector<ProblemError> errors;    ///< without line and column
    std::vector<ProblemError> warnings;  ///< likewise
};

/// What a schema cannot say of a configuration: plain http only to this machine, one name one webhook, numbers
/// that fit each other. Reads only what has the right type: the schema speaks of the rest.
RuleFindings check_rules(const boost::json::value& document);

/// True for a URL whose host is this machine itself: localhost, 127.0.0.0/8, ::1.
bool is_loopback_url(const std::string& url);

}  // namespace coexist::config
