#include "durations.hpp"

#include "callers.hpp"

namespace bench {

std::string calls_told(std::vector<std::uint32_t>& took_ns, std::size_t bytes) {
    return R"({"calls":)" + std::to_string(took_ns.size()) + R"(,"bytes":)" + std::to_string(bytes) + R"(,"p50_ns":)" +
           std::to_string(quantile(took_ns, 0.5)) + R"(,"p99_ns":)" + std::to_string(quantile(took_ns, 0.99)) + "}";
}

}  // namespace bench
