#include "entry/action_calls.hpp"

#include "actions/denial.hpp"
#include "entry/arguments.hpp"
#include "entry/instance.hpp"

namespace coexist::calls {
namespace {

std::optional<Problem> unusable(crm_instance* self, const crm_action_call* call) {
    if (self == nullptr) return argument_missing("instance");
    if (self->forked()) return forked();
    if (auto bad = unreadable(call, CRM_SIZE_UPTO(crm_action_call, idempotency_key), "call")) return bad;
    return bad_texts({call->account, call->action, call->input, call->actor, call->idempotency_key});
}

ActionRequest request_of(const crm_action_call& call) {
    return {text_of(call.account), text_of(call.action), text_of(call.input), text_of(call.actor),
            text_of(call.idempotency_key)};
}

/// For the audit: who tried what he may not.
Result<ActionAnswer> noted(Engine& engine, const ActionRequest& request, Result<ActionAnswer> answer) {
    if (answer || !is_denial(answer.problem())) return answer;
    const auto actor = read_actor(request.actor);
    if (!actor) return answer;
    AuditRow row;
    row.action = request.action.empty() ? std::string("list_actions") : std::string(request.action);
    row.account_id = request.account;
    Foundation& foundation = engine.foundation();
    const Problem problem = answer.problem();
    foundation.audit.denied(*actor, denied_of(foundation.readers, *actor, std::move(row), problem), problem.code);
    return answer;
}

const crm_reply* reply_of(Result<ActionAnswer> answer) {
    if (!answer) return make_reply(answer.problem());
    Said words;
    words.status = answer->pending ? CRM_PENDING : CRM_OK;
    words.http_status = answer->pending ? 202 : 200;
    words.body = std::move(answer->body);
    return make_reply(std::move(words));
}

}  // namespace

const crm_reply* list_actions(Provider provider, crm_instance* self, const crm_action_call* call) {
    if (auto problem = unusable(self, call)) return make_reply(*problem);
    if (const auto engine = self->engine()) {
        if (const auto surface = engine->enter())
            return reply_of(
                noted(*engine, request_of(*call), surface->actions.list_actions(request_of(*call), provider)));
    }
    return reply_of(self->actions_at_rest(request_of(*call), provider));
}

const crm_reply* list_accounts(Provider provider, crm_instance* self, const crm_action_call* call) {
    if (auto problem = unusable(self, call)) return make_reply(*problem);
    const auto engine = self->engine();
    if (!engine) return make_reply(not_started());
    const auto surface = engine->enter();
    if (!surface) return make_reply(not_started());
    return reply_of(surface->actions.list_accounts(request_of(*call), &provider));
}

const crm_reply* invoke_action(Provider provider, crm_instance* self, const crm_action_call* call) {
    if (auto problem = unusable(self, call)) return make_reply(*problem);
    const auto engine = self->engine();
    if (!engine) return make_reply(not_started());
    const auto surface = engine->enter();
    if (!surface) return make_reply(not_started());
    return reply_of(noted(*engine, request_of(*call), surface->actions.invoke(request_of(*call), provider)));
}

}  // namespace coexist::calls
