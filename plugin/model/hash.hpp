#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace coexist {

/// A stable 64-bit hash of bytes (FNV-1a with a final mix), equal on every machine and in every version.
/// Row keys are made of it, so it never changes; rows keep the text too and collisions are checked.
std::uint64_t hash64(std::string_view bytes);

/// 16 lower-case hexadecimal digits.
std::string hex64(std::uint64_t number);

}  // namespace coexist
