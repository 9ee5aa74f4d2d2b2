#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/routes.hpp"
#include "store/journal_gap.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace json = boost::json;

Result<HttpAnswer> compare_rebuild(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const json::value* adopt = body->if_contains("adopt");
    if (body->size() != (adopt == nullptr ? 0U : 1U) || (adopt != nullptr && !adopt->is_bool())) {
        return Problem{Refusal::invalid,
                       "body_invalid",
                       "The body says something else than whether to adopt what is built.",
                       R"(Send {} to compare, or {"adopt": true} to have the next start build the state anew.)",
                       {}};
    }
    if (!oversees(call, *call.services.readers.take())) return operator_needed();
    const auto found = call.services.compare_with_rebuilt();
    if (!found) return found.problem();
    const bool adopted = adopt != nullptr && adopt->get_bool();
    if (adopted) {
        const std::string gap = gap_in_journal(*call.services.readers.take(), call.services.directory);
        if (!gap.empty()) return journal_incomplete(call.services.directory, gap);
        want_rebuild(call.services.directory);
    }
    AuditRow row;
    row.action = "rebuild";
    row.outcome = "succeeded";
    row.detail = adopted ? "adopted at the next start" : "compared";
    call.services.audit.did(call.actor, std::move(row));
    return json_answer({{"equal", found->differing == 0},
                        {"compared", found->compared},
                        {"differing", found->differing},
                        {"subjects", json::value_from(found->subjects)},
                        {"adopted", adopted}});
}

}  // namespace coexist
