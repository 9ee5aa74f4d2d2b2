#include "actions/number_errand.hpp"

#include <boost/json.hpp>

#include "outbox/answers.hpp"

namespace coexist {
namespace json = boost::json;

json::object object_of(const NumberNode& number) {
    json::object out{{"digits", number.digits},
                     {"verified_name", number.verified_name},
                     {"platform_type", number.platform_type},
                     {"status", number.status},
                     {"quality_rating", number.quality_rating}};
    if (number.is_on_biz_app) out["is_on_biz_app"] = *number.is_on_biz_app;
    return out;
}

NumberNode number_of(const json::object& said) {
    const auto text = [&](const char* name) { return std::string(said.at(name).as_string()); };
    NumberNode number{text("digits"),        text("verified_name"), std::nullopt,
                      text("platform_type"), text("status"),        text("quality_rating")};
    if (const json::value* on_app = said.if_contains("is_on_biz_app")) number.is_on_biz_app = on_app->as_bool();
    return number;
}

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
