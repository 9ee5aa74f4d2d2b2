#pragma once
#include <string>
#include <string_view>

namespace coexist::config {

/// A key as one step of a JSON pointer (RFC 6901), with its slash.
std::string pointer_step(std::string_view key);

/// The first step of a pointer that is not empty, unescaped; the pointer is shortened by it.
std::string take_step(std::string_view& pointer);

}  // namespace coexist::config
