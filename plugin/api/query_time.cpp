#include "api/query_time.hpp"

#include "runtime/timestamps.hpp"

namespace coexist {

std::optional<Problem> read_time(const Query& query, const char* name, std::int64_t& into) {
    const std::string said = query.value(name);
    if (said.empty()) return std::nullopt;
    if (const auto time = unix_ms_of(said)) {
        into = *time;
        return std::nullopt;
    }
    return Problem{Refusal::invalid,
                   "time_invalid",
                   std::string("The parameter ") + name + " is no time.",
                   "Write a date, as in 2026-11-20, or a time with its zone, as in 2026-11-20T11:22:00Z (a + is %2B).",
                   {}};
}

}  // namespace coexist
