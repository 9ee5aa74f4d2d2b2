#include "check/any_calls.hpp"

#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>

namespace crm::check {
namespace {

/// What a done is given. Shared: a late done must still find it.
using Promise = std::promise<const crm_reply*>;

void take_done(void* ctx, const crm_reply* reply) {
    const std::unique_ptr<std::shared_ptr<Promise>> promise(static_cast<std::shared_ptr<Promise>*>(ctx));
    (*promise)->set_value(reply);
}

Answer replied(Reply reply) {
    const crm_status status = reply.status();
    return {status, std::move(reply)};
}
Answer just(crm_status status) {
    return {status, Reply()};
}

crm_http_request get(std::string_view path, std::string_view who) {
    crm_http_request request = http_request();
    request.method = str("GET");
    request.path = str(path);
    request.peer = str("127.0.0.1");
    request.actor = str(who);
    return request;
}

Answer event_fd_call(const Instance& instance) {
    const crm_feed_read read = feed_read("check-any");
    const std::int32_t descriptor = instance.plugin().event_fd(instance.get(), &read);
    if (descriptor >= 0) ::close(descriptor);
    return just(descriptor >= 0 ? crm_status{CRM_OK} : crm_status{CRM_E_UNAVAILABLE});
}

}  // namespace

Answer submit_and_wait(const Instance& instance, const crm_http_request& request) {
    const auto promise = std::make_shared<Promise>();
    std::future<const crm_reply*> done = promise->get_future();
    auto* const ctx = new std::shared_ptr<Promise>(promise);
    const crm_status status = instance.submit_http(request, ctx, &take_done);
    if (status < CRM_OK) {
        delete ctx;
        return just(known(status));
    }
    if (done.wait_for(std::chrono::seconds(10)) != std::future_status::ready) return just(CRM_E_TIMEOUT);
    return replied(Reply(instance.plugin(), done.get()));
}

std::vector<AnyCall> any_calls(const LoadedPlugin& plugin, const Subject& subject) {
    const std::string who = actor(subject);
    std::vector<AnyCall> calls = {
        {"get_operation", false,
         [who](const Instance& on) { return replied(on.get_operation(operation_query("none", who))); }},
        {"next_events", false, [](const Instance& on) { return replied(on.next_events(feed_read("check-any"))); }},
        {"ack_events", false,
         [](const Instance& on) {
             crm_feed_read read = feed_read("check-any");
             read.cursor = str("no cursor");
             return just(on.ack_events(read));
         }},
        {"wait_events", false, [](const Instance& on) { return just(on.wait_events(feed_read("check-any"))); }},
        {"forget_consumer", false,
         [](const Instance& on) { return just(on.forget_consumer(feed_read("check-gone"))); }},
        {"wake", false, [](const Instance& on) { return just(on.wake()); }},
        {"event_fd", false, &event_fd_call},
        {"health", true, [](const Instance& on) { return replied(on.health()); }},
        {"metrics", true, [](const Instance& on) { return replied(on.metrics()); }},
        {"submit_http", false, [who](const Instance& on) { return submit_and_wait(on, get("/no-such-path", who)); }},
        {"handle_http GET /no-such-path", false,
         [who](const Instance& on) { return replied(on.handle_http(get("/no-such-path", who))); }},
    };
    for (const Route& route : plugin.registration.routes) {
        calls.push_back(
            {"handle_http GET " + route.path_prefix, false,
             [who, path = route.path_prefix](const Instance& on) { return replied(on.handle_http(get(path, who))); }});
    }
    for (const Channel& channel : plugin.registration.channels) {
        const crm_channel_handler* const handler = channel.handler;
        calls.push_back({"list_actions of " + channel.provider, true, [who, handler](const Instance& on) {
                             return replied(on.list_actions(*handler, action_call("", "", who)));
                         }});
        calls.push_back({"list_accounts of " + channel.provider, false, [who, handler](const Instance& on) {
                             return replied(on.list_accounts(*handler, action_call("", "", who)));
                         }});
        calls.push_back({"invoke_action of " + channel.provider, false, [who, handler](const Instance& on) {
                             crm_action_call call = action_call("", "no_such_action", who);
                             call.input = str("{}");
                             return replied(on.invoke_action(*handler, call));
                         }});
    }
    return calls;
}

std::string unavailable_calls(const LoadedPlugin& plugin, const Subject& subject, const Instance& instance) {
    for (const AnyCall& call : any_calls(plugin, subject)) {
        const Answer answer = call.make(instance);
        if (call.always && !answer.reply) return call.name + " gives no reply";
        if (!call.always && answer.status != CRM_E_UNAVAILABLE) {
            return call.name + " answers " + std::to_string(answer.status) + " and not CRM_E_UNAVAILABLE";
        }
    }
    return {};
}

}  // namespace crm::check
