#include "api/tenant_erasure.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <boost/json.hpp>
#include <chrono>
#include <thread>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "feed/resources.hpp"
#include "persons/tenant_eraser.hpp"
#include "store/operations.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr auto look_again = std::chrono::milliseconds(5);
constexpr auto longest_wait = std::chrono::seconds(2);

/// The host's own id may hold any character: it stands percent-encoded in the path.
std::string decoded(std::string_view part) {
    std::string text;
    try {
        Poco::URI::decode(std::string(part), text);
    } catch (const Poco::SyntaxException&) {
        text = part;
    }
    return text;
}

/// The operation once the owner has seen what was asked for; nothing while there is none: whoever asks for it then
/// finds it later.
std::optional<OperationRow> begun_by_owner(const Call& call, const OperationId& id) {
    const auto until = std::chrono::steady_clock::now() + longest_wait;
    do {
        if (auto operation = find_operation(*call.services.readers.take(), id)) return operation;
        std::this_thread::sleep_for(look_again);
    } while (std::chrono::steady_clock::now() < until);
    return std::nullopt;
}

std::optional<Problem> not_confirmed(const json::object& body, const TenantId& tenant) {
    const json::value* confirm = body.if_contains("confirm");
    const bool said = body.size() == 1 && confirm != nullptr && confirm->is_string();
    if (said && std::string_view(confirm->get_string()) == tenant.value) return std::nullopt;
    return Problem{Refusal::invalid,
                   "tenant_not_confirmed",
                   "The body does not repeat the tenant whose numbers, persons, messages and files would all go.",
                   R"(Send {"confirm": TENANT} with the same id as in the path; it cannot be undone.)",
                   {}};
}

}  // namespace

Result<HttpAnswer> erase_tenant(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const TenantId tenant(decoded(call.ids.front()));
    if (!call.actor.serves(tenant)) {
        return Problem{Refusal::not_found,
                       "tenant_not_found",
                       "You serve no tenant of this id.",
                       "Sign in as an admin who serves it.",
                       {}};
    }
    if (auto problem = not_confirmed(*body, tenant)) return std::move(*problem);
    TenantErasureCommand command;
    {
        ReaderPool::Lease session = call.services.readers.take();
        if (const auto under_way = tenant_erasure_under_way(*session, tenant)) {
            const auto operation = find_operation(*session, under_way->operation_id);
            if (operation) return json_answer({{"operation", operation_document(*operation)}}, 202);
        }
        if (auto problem = why_tenant_stays(*session, tenant)) return std::move(*problem);
        command.operation = operation_of_erasure(tenant, count_tenant_erasures(*session, tenant));
    }
    command.at = call.services.clock.now_ms();
    command.tenant = tenant;
    command.actor = call.actor.id;
    command.roles = call.actor.roles();
    command.tenants = call.actor.tenant_list();
    command.origin = call.actor.origin;
    if (!call.services.journal->append_and_wait(row_of(command))) {
        return Problem{Refusal::unavailable,
                       "journal_unavailable",
                       "The erasure could not be written down.",
                       "Look at the disk's space and at health, then try again; nothing was erased.",
                       {}};
    }
    if (const auto begun = begun_by_owner(call, command.operation)) {
        return json_answer({{"operation", operation_document(*begun)}}, 202);
    }
    OperationRow operation;
    operation.operation_id = command.operation;
    operation.tenant = tenant;
    operation.provider = name_of(Provider::coex);
    operation.action = "erase_tenant";
    operation.actor = command.actor;
    operation.state = "pending";
    operation.created_at = operation.changed_at = command.at;
    return json_answer({{"operation", operation_document(operation)}}, 202);
}

}  // namespace coexist
