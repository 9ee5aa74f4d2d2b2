#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace coexist {

/// The first language of those that there are (English, Turkish, Spanish) that a locale or an Accept-Language header
/// wishes, by its language alone: "tr-TR" and "fr, tr;q=0.8" are "tr". "en" for any other.
std::string_view language_wished(std::string_view wishes);

/// The words of a folder below schemas/ that has a file a language ("diagnosis", "guide", "catalogue"). Read when it is
/// first asked for; lives as long as the library. Thread-safe.
const boost::json::object& localized(const std::string& folder, std::string_view wishes);

}  // namespace coexist
