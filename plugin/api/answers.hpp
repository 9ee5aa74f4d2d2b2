#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "api/http.hpp"
#include "model/problem.hpp"

namespace coexist {

/// The value of a header by its lower-case name; empty if there is none.
std::string_view header_of(const HttpRequest& request, std::string_view name);

HttpAnswer json_answer(const boost::json::object& document, int status = 200);

/// A refusal as application/problem+json. `status`: 0 = the one that belongs to the refusal.
HttpAnswer problem_answer(const Problem& problem, int status = 0);

/// Whether If-None-Match names this tag.
bool names_etag(std::string_view if_none_match, std::string_view etag);

/// Marks a successful answer with the hash of `what` (its body, or what of it counts), and turns it into 304 where the
/// caller has just that. A file marks itself, and what is marked already stays so.
void put_etag(const HttpRequest& request, HttpAnswer& answer, const std::string& what);

}  // namespace coexist
