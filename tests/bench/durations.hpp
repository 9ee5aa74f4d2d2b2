#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

inline std::int64_t now_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

/// `{"calls":N,"bytes":N,"p50_ns":N,"p99_ns":N}`: how long each of many calls took, and how much each answered.
std::string calls_told(std::vector<std::uint32_t>& took_ns, std::size_t bytes);

}  // namespace bench
