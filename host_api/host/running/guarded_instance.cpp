#include "host/running/guarded_instance.hpp"

#include <utility>

#include "host/http/answer.hpp"
#include "host/running/log.hpp"
#include "loader/thrown.hpp"

namespace crm {
namespace {

/// The reply of this host in a plugin's place.
struct OwnReply {
    crm_reply reply;
    std::string body;
};

void free_own(const crm_reply* reply) {
    delete reinterpret_cast<const OwnReply*>(reply);  // its first member
}

const crm_plugin& own_table() {
    static const crm_plugin table = [] {
        crm_plugin made{};
        made.release = &free_own;
        return made;
    }();
    return table;
}

Reply failed(const std::string& id, const char* function) {
    constexpr int server_error = 500;
    constexpr std::string_view type = "application/problem+json";
    auto* const own = new OwnReply{};
    own->body = http::Answer::problem(server_error, "plugin_threw",
                                      "The plugin " + id + " failed in " + function + ": it let an exception out.",
                                      "Look at the log of this host, and report it to the plugin's vendor.")
                    .body;
    own->reply.struct_size = CRM_SIZE_UPTO(crm_reply, body);
    own->reply.status = CRM_E_INTERNAL;
    own->reply.http_status = server_error;
    own->reply.content_type = str(type);
    own->reply.body = str(own->body);
    return {own_table(), &own->reply};
}

}  // namespace

void GuardedInstance::tell(const char* function, const std::string& words) const {
    log(CRM_LOG_ERROR, "plugin",
        id_ + " lets an exception out of " + function + ": " + words + ". Report it to the plugin's vendor.");
}

template <typename Call>
Reply GuardedInstance::answered(const char* function, const Call& call) const {
    const crm_reply* reply = nullptr;
    const auto thrown = thrown_by([&] { reply = call(); });
    if (!thrown) return {*plugin_, reply};
    tell(function, *thrown);
    return failed(id_, function);
}

template <typename Call>
crm_status GuardedInstance::status_of(const char* function, const Call& call) const {
    crm_status status = CRM_E_INTERNAL;
    const auto thrown = thrown_by([&] { status = call(); });
    if (thrown) tell(function, *thrown);
    return status;
}

GuardedInstance::~GuardedInstance() {
    if (self_ == nullptr) return;
    const auto thrown = thrown_by([this] { plugin_->close(self_); });
    if (thrown) tell("close", *thrown);
}

Reply GuardedInstance::open(const crm_plugin& plugin, std::string id, const crm_host* host, std::string_view options) {
    const crm_str text = str(options);
    crm_instance* self = nullptr;
    Reply reply(plugin, plugin.open(host, &text, &self));
    id_ = std::move(id);
    plugin_ = &plugin;
    self_ = reply.ok() ? self : nullptr;
    return reply;
}

Reply GuardedInstance::configure(const crm_document& document) {
    return {*plugin_, plugin_->configure(self_, &document)};
}

Reply GuardedInstance::start() {
    return {*plugin_, plugin_->start(self_)};
}

Reply GuardedInstance::stop(std::uint32_t deadline_ms) {
    return answered("stop", [&] { return plugin_->stop(self_, deadline_ms); });
}

Reply GuardedInstance::handle_http(const crm_http_request& request) const {
    return answered("handle_http", [&] { return plugin_->handle_http(self_, &request); });
}

crm_status GuardedInstance::submit_http(const crm_http_request& request, void* ctx,
                                        void (*done)(void*, const crm_reply*)) const {
    return status_of("submit_http", [&] { return plugin_->submit_http(self_, &request, ctx, done); });
}

Reply GuardedInstance::get_operation(const crm_operation_query& query) const {
    return answered("get_operation", [&] { return plugin_->get_operation(self_, &query); });
}

Reply GuardedInstance::next_events(const crm_feed_read& read) const {
    return answered("next_events", [&] { return plugin_->next_events(self_, &read); });
}

crm_status GuardedInstance::ack_events(const crm_feed_read& read) const {
    return known(status_of("ack_events", [&] { return plugin_->ack_events(self_, &read); }));
}

crm_status GuardedInstance::wait_events(const crm_feed_read& read) const {
    return known(status_of("wait_events", [&] { return plugin_->wait_events(self_, &read); }));
}

crm_status GuardedInstance::forget_consumer(const crm_feed_read& read) const {
    return known(status_of("forget_consumer", [&] { return plugin_->forget_consumer(self_, &read); }));
}

crm_status GuardedInstance::wake() const {
    return known(status_of("wake", [&] { return plugin_->wake(self_); }));
}

Reply GuardedInstance::health() const {
    return answered("health", [&] { return plugin_->health(self_); });
}

Reply GuardedInstance::metrics() const {
    return answered("metrics", [&] { return plugin_->metrics(self_); });
}

Reply GuardedInstance::list_actions(const crm_channel_handler& handler, const crm_action_call& call) const {
    return answered("list_actions", [&] { return handler.list_actions(self_, &call); });
}

Reply GuardedInstance::list_accounts(const crm_channel_handler& handler, const crm_action_call& call) const {
    return answered("list_accounts", [&] { return handler.list_accounts(self_, &call); });
}

Reply GuardedInstance::invoke_action(const crm_channel_handler& handler, const crm_action_call& call) const {
    return answered("invoke_action", [&] { return handler.invoke_action(self_, &call); });
}

}  // namespace crm
