#pragma once
#include <string>
#include <string_view>

namespace coexist::cloud {

/// A copy of `body` in which two things are changed that are JSON and yet stop the parser for the whole
/// delivery: numbers beyond 64 bits become strings, halves of a surrogate pair (a name cut in the middle of an
/// emoji) become U+FFFD. Only for a body that was refused.
std::string mended(std::string_view body);

}  // namespace coexist::cloud
