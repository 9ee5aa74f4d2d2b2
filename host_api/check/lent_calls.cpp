#include "check/lent_calls.hpp"

#include <unistd.h>

namespace crm::check {
namespace {

crm_feed_read lent_read(Lent& lent) {
    crm_feed_read read = feed_read("");
    read.struct_size = CRM_SIZE_UPTO(crm_feed_read, reserved);
    read.consumer = lent.text("check-lent");
    read.cursor = lent.text("no cursor");
    read.start = lent.text("now");
    return read;
}

crm_http_request lent_request(Lent& lent, const std::string& who) {
    crm_http_request request = http_request();
    const crm_header header{lent.text("x-check"), lent.text("lent")};
    request.header_count = 1;
    // A header is frozen, so its array may be copied like a text.
    request.headers = reinterpret_cast<const crm_header*>(
        lent.text(std::string_view(reinterpret_cast<const char*>(&header), sizeof header)).ptr);
    request.method = lent.text("POST");
    request.path = lent.text("/no-such-path");
    request.query = lent.text("a=b");
    request.body = lent.text("{}");
    request.body_file = lent.text("");
    request.peer = lent.text("127.0.0.1");
    request.actor = lent.text(who);
    return request;
}

crm_action_call lent_call(Lent& lent, const std::string& who) {
    crm_action_call call = action_call("", "", "");
    call.account = lent.text("no-such-account");
    call.action = lent.text("no_such_action");
    call.input = lent.text("{}");
    call.actor = lent.text(who);
    call.idempotency_key = lent.text("lent");
    return call;
}

using FeedCall = crm_status (*crm_plugin::*)(crm_instance*, const crm_feed_read*);
using HandlerCall = const crm_reply* (*crm_channel_handler::*)(crm_instance*, const crm_action_call*);

}  // namespace

std::vector<LentCall> lent_calls(const LoadedPlugin& plugin, const Subject& subject) {
    const crm_plugin* const table = plugin.table;
    const std::string who = actor(subject);
    const std::uint32_t read_size = CRM_SIZE_UPTO(crm_feed_read, reserved);
    const std::uint32_t request_size = CRM_SIZE_UPTO(crm_http_request, actor);
    const std::uint32_t call_size = CRM_SIZE_UPTO(crm_action_call, idempotency_key);
    std::vector<LentCall> calls;
    const auto feed = [&](const char* name, FeedCall member) {
        calls.push_back({name, read_size, [=](const Instance& on, Lent& lent, const Cut& cut) {
                             return (table->*member)(on.get(), cut.lend(lent, lent_read(lent)));
                         }});
    };
    feed("ack_events", &crm_plugin::ack_events);
    feed("wait_events", &crm_plugin::wait_events);
    feed("forget_consumer", &crm_plugin::forget_consumer);
    calls.push_back({"next_events", read_size, [=](const Instance& on, Lent& lent, const Cut& cut) {
                         return Reply(*table, table->next_events(on.get(), cut.lend(lent, lent_read(lent)))).status();
                     }});
    calls.push_back({"event_fd", read_size, [=](const Instance& on, Lent& lent, const Cut& cut) {
                         const std::int32_t descriptor = table->event_fd(on.get(), cut.lend(lent, lent_read(lent)));
                         if (descriptor >= 0) ::close(descriptor);
                         return crm_status{descriptor >= 0 ? CRM_OK : CRM_E_UNAVAILABLE};
                     }});
    calls.push_back({"handle_http", request_size, [=](const Instance& on, Lent& lent, const Cut& cut) {
                         const crm_http_request* const request = cut.lend(lent, lent_request(lent, who));
                         return Reply(*table, table->handle_http(on.get(), request)).status();
                     }});
    calls.push_back({"get_operation", CRM_SIZE_UPTO(crm_operation_query, actor),
                     [=](const Instance& on, Lent& lent, const Cut& cut) {
                         crm_operation_query query = operation_query("", "");
                         query.operation = lent.text("none");
                         query.actor = lent.text(who);
                         return Reply(*table, table->get_operation(on.get(), cut.lend(lent, query))).status();
                     }});
    calls.push_back(
        {"check_config", CRM_SIZE_UPTO(crm_document, source_name), [=](const Instance&, Lent& lent, const Cut& cut) {
             crm_document given = document("", "");
             given.text = lent.text("{\"a\": 1}");
             given.source_name = lent.text("lent");
             return Reply(*table, table->check_config(cut.lend(lent, given))).status();
         }});
    for (const Channel& channel : plugin.registration.channels) {
        const crm_channel_handler* const handler = channel.handler;
        const auto action = [&](const char* name, HandlerCall member) {
            calls.push_back(
                {name + (" of " + channel.provider), call_size, [=](const Instance& on, Lent& lent, const Cut& cut) {
                     const crm_action_call* const call = cut.lend(lent, lent_call(lent, who));
                     return Reply(*table, (handler->*member)(on.get(), call)).status();
                 }});
        };
        action("list_actions", &crm_channel_handler::list_actions);
        action("list_accounts", &crm_channel_handler::list_accounts);
        action("invoke_action", &crm_channel_handler::invoke_action);
    }
    return calls;
}

}  // namespace crm::check
