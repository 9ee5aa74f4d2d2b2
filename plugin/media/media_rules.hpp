#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coexist {

/// How many tries may end the same way before that is believed. Whatever passes by itself is tried until the 7 days
/// are over.
inline constexpr std::int64_t tries_until_gone = 2;
inline constexpr std::int64_t tries_until_damaged = 2;
inline constexpr std::int64_t tries_until_refused = 3;

/// Milliseconds until the next try after `tries` were made: quick at first, then every two hours. No more than five an
/// hour: a gateway shuts a number out that fails more often (360dialog, "Retrieve media").
std::int64_t wait_after_tries(std::int64_t tries);

/// "audio/ogg" of "Audio/OGG; codecs=opus".
std::string bare_type(std::string_view mime_type);

/// Whether files of this kind are kept. `types`: "image/jpeg" or "image/*"; empty: all.
bool type_allowed(const std::vector<std::string>& types, std::string_view mime_type);

}  // namespace coexist
