#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/routes.hpp"
#include "store/backup.hpp"

namespace coexist {
namespace json = boost::json;

Result<HttpAnswer> make_backup(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const json::value* directory = body->if_contains("directory");
    if (body->size() != 1 || directory == nullptr || !directory->is_string()) {
        return Problem{Refusal::invalid,
                       "body_invalid",
                       "The body does not name the directory for the backup.",
                       R"(Send {"directory": "/an/absolute/path"}.)",
                       {}};
    }
    if (!oversees(call, *call.services.readers.take())) return operator_needed();
    const auto made =
        back_up(call.services.directory, std::string(directory->get_string()), call.services.clock.now_ms());
    AuditRow row;
    row.action = "backup";
    row.outcome = made ? "succeeded" : "failed";
    row.code = made ? std::string() : made.problem().code;
    row.detail = made ? made->directory : std::string(directory->get_string());
    call.services.audit.did(call.actor, std::move(row));
    if (!made) return made.problem();
    return json_answer({{"directory", made->directory}, {"bytes", made->bytes}, {"segments", made->segments}});
}

}  // namespace coexist
