#include "actions/number_errand.hpp"

namespace coexist {

std::int64_t errand_delay_ms(std::int64_t attempts) {
    return 1000LL << (attempts < 6 ? attempts : 6);
}

Problem errand_problem(const CallOutcome& outcome) {
    if (outcome.kind == CallOutcome::Kind::refused) return problem_of(outcome.error);
    return {Refusal::unavailable,
            "platform_unreachable",
            "WhatsApp could not be reached: " + outcome.reason,
            "Check the network of this server, then try again.",
            {}};
}

}  // namespace coexist
