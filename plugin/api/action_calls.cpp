#include "api/answers.hpp"
#include "api/routes.hpp"

namespace coexist {
namespace {

ActionRequest request_for(const Call& call, std::string_view account, std::string_view action) {
    return {account,          action, call.request.body, call.request.actor, header_of(call.request, "idempotency-key"),
            call.request.peer};
}

HttpAnswer answer_from(ActionAnswer done) {
    HttpAnswer answer;
    answer.status = done.pending ? 202 : 200;
    answer.body = std::move(done.body);
    return answer;
}

Result<HttpAnswer> answered(Result<ActionAnswer> done) {
    if (!done) return done.take_problem();
    return answer_from(std::move(done).value());
}

/// The provider that the path names.
Result<Provider> channel_asked(const Call& call) {
    if (const auto provider = provider_named(call.ids.front())) return *provider;
    return Problem{Refusal::not_found,
                   "channel_unknown",
                   "There is no channel of this name.",
                   "Take the provider from the list of channels.",
                   {}};
}

}  // namespace

Result<HttpAnswer> list_account_actions(const Call& call) {
    const auto account = account_asked(call, *call.services.readers.take(), call.ids.front());
    if (!account) return account.problem();
    return answered(call.services.actions.list_actions(request_for(call, call.ids.front(), {}), account->provider));
}

Result<HttpAnswer> invoke_account_action(const Call& call) {
    const auto account = account_asked(call, *call.services.readers.take(), call.ids.front());
    if (!account) return account.problem();
    return answered(call.services.actions.invoke(request_for(call, call.ids.front(), call.ids[1]), account->provider));
}

Result<HttpAnswer> list_channel_actions(const Call& call) {
    const auto provider = channel_asked(call);
    if (!provider) return provider.problem();
    return answered(call.services.actions.list_actions(request_for(call, {}, {}), *provider));
}

Result<HttpAnswer> invoke_channel_action(const Call& call) {
    const auto provider = channel_asked(call);
    if (!provider) return provider.problem();
    return answered(call.services.actions.invoke(request_for(call, {}, call.ids[1]), *provider));
}

Result<HttpAnswer> show_operation(const Call& call) {
    auto found = call.services.actions.operation(call.ids.front(), call.request.actor);
    if (!found) return found.take_problem();
    HttpAnswer answer;  // a pending operation is a whole answer here: it was asked for, not started
    answer.body = std::move(found).value().body;
    return answer;
}

}  // namespace coexist
