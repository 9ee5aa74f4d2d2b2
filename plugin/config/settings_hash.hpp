#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace coexist::config {

/// SHA-256, in hex, of a document's canonical form: keys sorted, no spaces. 64 digits.
std::string hash_of_document(const boost::json::value& document);

}  // namespace coexist::config
