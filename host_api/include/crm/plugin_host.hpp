// crm/plugin_host.hpp - RAII over crm/plugin.h for hosts written in C++17 or later. Header only; needs nothing but
// the standard library. The rules of calling (threads, states, lifetimes) are those of crm/plugin.h.
#ifndef CRM_PLUGIN_HOST_HPP
#define CRM_PLUGIN_HOST_HPP

#include <crm/plugin.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace crm {

/// The bytes of a crm_str; empty when absent. Valid as long as the crm_str's owner says.
inline std::string_view view(const crm_str& text) {
    return text.ptr == nullptr ? std::string_view{} : std::string_view{text.ptr, text.len};
}

/// A crm_str that borrows `text`.
inline crm_str str(std::string_view text) {
    return crm_str{text.data(), text.size()};
}

/// A status as this major version of the contract reads it: unknown negatives are bugs, unknown positives successes.
inline crm_status known(crm_status status) {
    if (status >= CRM_OK)
        return status == CRM_PENDING || status == CRM_WOKEN ? status : static_cast<crm_status>(CRM_OK);
    return status >= CRM_E_LIMIT ? status : static_cast<crm_status>(CRM_E_INTERNAL);
}

/// What a call answered. Gives the reply back to the plugin when it goes. Movable; not thread-safe by itself.
class Reply {
  public:
    Reply() = default;
    Reply(const crm_plugin& plugin, const crm_reply* reply) : release_(plugin.release), reply_(reply) {}
    Reply(Reply&& other) noexcept : release_(other.release_), reply_(std::exchange(other.reply_, nullptr)) {}
    Reply& operator=(Reply&& other) noexcept {
        std::swap(release_, other.release_);
        std::swap(reply_, other.reply_);
        return *this;
    }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    ~Reply() {
        if (reply_ != nullptr) release_(reply_);
    }

    /// False when there is no reply: none was asked for, or memory ran out in the plugin.
    explicit operator bool() const { return reply_ != nullptr; }

    /// CRM_E_INTERNAL when the plugin gave no reply.
    crm_status status() const {
        return reply_ == nullptr ? static_cast<crm_status>(CRM_E_INTERNAL) : known(reply_->status);
    }
    bool ok() const { return status() >= CRM_OK; }

    /// The HTTP status to answer with; 500 when the plugin named none that HTTP knows.
    int http_status() const {
        if (reply_ == nullptr || !CRM_HAS(reply_, crm_reply, http_status)) return 500;
        return reply_->http_status >= 200 && reply_->http_status <= 599 ? reply_->http_status : 500;
    }
    /// The headers to send beside content_type(); none when absent.
    std::size_t header_count() const {
        if (reply_ == nullptr || !CRM_HAS(reply_, crm_reply, headers)) return 0;  // NOLINT: a pointer's size is meant
        return reply_->headers == nullptr ? 0 : reply_->header_count;
    }
    const crm_header& header(std::size_t index) const { return reply_->headers[index]; }
    std::string_view content_type() const { return text(&crm_reply::content_type); }
    /// A document, or a problem document when status() is negative.
    std::string_view body() const { return text(&crm_reply::body); }
    /// A file to send instead of body(); empty when there is none.
    std::string_view body_file() const { return text(&crm_reply::body_file); }

  private:
    std::string_view text(crm_str crm_reply::*member) const {
        if (reply_ == nullptr) return {};
        const auto end = static_cast<std::size_t>(reinterpret_cast<const char*>(&(reply_->*member) + 1) -
                                                  reinterpret_cast<const char*>(reply_));
        return reply_->struct_size < end ? std::string_view{} : view(reply_->*member);
    }

    void (*release_)(const crm_reply*) = nullptr;
    const crm_reply* reply_ = nullptr;
};

/// An empty request of each kind, its struct_size set to all that this header knows.
inline crm_document document(std::string_view text, std::string_view source_name) {
    return {CRM_SIZE_UPTO(crm_document, source_name), 0, str(text), str(source_name)};
}
inline crm_http_request http_request() {
    crm_http_request request{};
    request.struct_size = CRM_SIZE_UPTO(crm_http_request, actor);
    return request;
}
inline crm_action_call action_call(std::string_view account, std::string_view action, std::string_view actor) {
    crm_action_call call{};
    call.struct_size = CRM_SIZE_UPTO(crm_action_call, idempotency_key);
    call.account = str(account);
    call.action = str(action);
    call.actor = str(actor);
    return call;
}
inline crm_operation_query operation_query(std::string_view operation, std::string_view actor) {
    return {CRM_SIZE_UPTO(crm_operation_query, actor), 0, str(operation), str(actor)};
}
inline crm_feed_read feed_read(std::string_view consumer) {
    crm_feed_read read{};
    read.struct_size = CRM_SIZE_UPTO(crm_feed_read, timeout_ms);
    read.consumer = str(consumer);
    return read;
}

/// One opened plugin. Closes itself; stop() it first if it was started. Thread rules as tagged in crm/plugin.h.
class Instance {
  public:
    Instance() = default;
    Instance(const crm_plugin& plugin, crm_instance* self) : plugin_(&plugin), self_(self) {}
    Instance(Instance&& other) noexcept : plugin_(other.plugin_), self_(std::exchange(other.self_, nullptr)) {}
    Instance& operator=(Instance&& other) noexcept {
        std::swap(plugin_, other.plugin_);
        std::swap(self_, other.self_);
        return *this;
    }
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() {
        if (self_ != nullptr) plugin_->close(self_);
    }

    /// Opens a state. `out` is empty unless the reply is ok. host may be NULL.
    static Reply open(const crm_plugin& plugin, const crm_host* host, std::string_view options, Instance& out) {
        const crm_str text = str(options);
        crm_instance* self = nullptr;
        Reply reply(plugin, plugin.open(host, &text, &self));
        out = reply.ok() && self != nullptr ? Instance(plugin, self) : Instance();
        return reply;
    }

    explicit operator bool() const { return self_ != nullptr; }
    crm_instance* get() const { return self_; }
    const crm_plugin& plugin() const { return *plugin_; }

    Reply configure(const crm_document& document) { return answered(plugin_->configure(self_, &document)); }
    Reply start() { return answered(plugin_->start(self_)); }
    Reply stop(std::uint32_t deadline_ms) { return answered(plugin_->stop(self_, deadline_ms)); }

    Reply handle_http(const crm_http_request& request) const { return answered(plugin_->handle_http(self_, &request)); }
    crm_status submit_http(const crm_http_request& request, void* ctx, void (*done)(void*, const crm_reply*)) const {
        return plugin_->submit_http(self_, &request, ctx, done);
    }
    Reply get_operation(const crm_operation_query& query) const {
        return answered(plugin_->get_operation(self_, &query));
    }
    Reply next_events(const crm_feed_read& read) const { return answered(plugin_->next_events(self_, &read)); }
    crm_status ack_events(const crm_feed_read& read) const { return known(plugin_->ack_events(self_, &read)); }
    crm_status wait_events(const crm_feed_read& read) const { return known(plugin_->wait_events(self_, &read)); }
    crm_status forget_consumer(const crm_feed_read& read) const {
        return known(plugin_->forget_consumer(self_, &read));
    }
    crm_status wake() const { return known(plugin_->wake(self_)); }
    Reply health() const { return answered(plugin_->health(self_)); }
    Reply metrics() const { return answered(plugin_->metrics(self_)); }

    Reply list_actions(const crm_channel_handler& handler, const crm_action_call& call) const {
        return answered(handler.list_actions(self_, &call));
    }
    Reply list_accounts(const crm_channel_handler& handler, const crm_action_call& call) const {
        return answered(handler.list_accounts(self_, &call));
    }
    Reply invoke_action(const crm_channel_handler& handler, const crm_action_call& call) const {
        return answered(handler.invoke_action(self_, &call));
    }

  private:
    Reply answered(const crm_reply* reply) const { return Reply(*plugin_, reply); }

    const crm_plugin* plugin_ = nullptr;
    crm_instance* self_ = nullptr;
};

}  // namespace crm

#endif
