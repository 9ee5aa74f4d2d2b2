#include <boost/json.hpp>

#include "host/api/api.hpp"
#include "host/running/action_desk.hpp"

namespace crm::api {
namespace json = boost::json;
namespace {

http::Answer not_found(const Problem& problem) {
    const int status = problem.code == "provider_missing" ? 400 : 404;
    return http::Answer::problem(status, problem.code, problem.detail, problem.next);
}

std::string member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? json::value_to<std::string>(*value) : std::string();
}

}  // namespace

http::Answer operation(const ApiContext& context, const ApiCall& call) {
    Reply reply = ActionDesk(context.plugins, context.records).operation(std::string(call.rest), call.actor());
    if (reply) return http::Answer::of(std::move(reply));
    // Its plugin may be gone or may have forgotten it; the record stays.
    if (const auto recorded = context.records.operation(call.person, call.rest)) {
        return http::Answer::json("{\"operation\":" + *recorded + "}");
    }
    return http::Answer::problem(404, "operation_not_found", "There is no such operation among yours.",
                                 "Use the id that the action's answer gave.");
}

http::Answer list_actions(const ApiContext& context, const ApiCall& call) {
    const std::string account = call.query("account");
    const auto served = ActionDesk(context.plugins, context.records)
                            .find(call.person, account, call.query("provider"), call.query("plugin"));
    if (!served) return not_found(served.problem());
    const std::string actor = call.actor();
    return http::Answer::of(served.value().plugin->instance.list_actions(*served.value().channel->handler,
                                                                         action_call(account, {}, actor)));
}

http::Answer invoke_action(const ApiContext& context, const ApiCall& call) {
    json::error_code error;
    const json::value document = json::parse(json::string_view(call.body.data(), call.body.size()), error);
    if (error || !document.is_object() || member(document.get_object(), "action").empty()) {
        return http::Answer::problem(
            400, "bad_action", "The body is no JSON object that names an action.",
            R"(Send {"account": ID, "action": ID, "input": {...}, "idempotency_key": KEY}; for an )"
            R"(action of the channel itself "provider" instead of "account".)");
    }
    const json::object& asked = document.get_object();
    const std::string account = member(asked, "account");
    const auto served = ActionDesk(context.plugins, context.records)
                            .find(call.person, account, member(asked, "provider"), member(asked, "plugin"));
    if (!served) return not_found(served.problem());
    const json::value* const given = asked.if_contains("input");
    const std::string input = given == nullptr ? std::string("{}") : json::serialize(*given);
    const std::string action = member(asked, "action");
    const std::string actor = call.actor();
    std::string key = member(asked, "idempotency_key");
    if (key.empty()) key = std::string(call.head.header("idempotency-key"));
    crm_action_call invocation = action_call(account, action, actor);
    invocation.input = str(input);
    invocation.idempotency_key = str(key);
    return http::Answer::of(
        served.value().plugin->instance.invoke_action(*served.value().channel->handler, invocation));
}

}  // namespace crm::api
