#pragma once

#include <crm/plugin_host.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace crm {

/// An opened plugin whose calls let nothing out. A plugin lets no exception cross its boundary (crm/plugin.h); where
/// one does, the log names plugin, function and words, the call has failed with CRM_E_INTERNAL and a problem document,
/// and the host goes on. Only open(), configure() and start() throw what the plugin throws: whoever starts a plugin
/// refuses it then. Closes itself. Thread rules as tagged in crm/plugin.h.
class GuardedInstance {
  public:
    GuardedInstance() = default;
    ~GuardedInstance();
    GuardedInstance(const GuardedInstance&) = delete;
    GuardedInstance& operator=(const GuardedInstance&) = delete;

    /// Opens a state; once. Nothing is open unless the reply is ok.
    Reply open(const crm_plugin& plugin, std::string id, const crm_host* host, std::string_view options);
    explicit operator bool() const { return self_ != nullptr; }
    Reply configure(const crm_document& document);
    Reply start();

    Reply stop(std::uint32_t deadline_ms);
    Reply handle_http(const crm_http_request& request) const;
    crm_status submit_http(const crm_http_request& request, void* ctx, void (*done)(void*, const crm_reply*)) const;
    Reply get_operation(const crm_operation_query& query) const;
    Reply next_events(const crm_feed_read& read) const;
    crm_status ack_events(const crm_feed_read& read) const;
    crm_status wait_events(const crm_feed_read& read) const;
    crm_status forget_consumer(const crm_feed_read& read) const;
    crm_status wake() const;
    Reply health() const;
    Reply metrics() const;
    Reply list_actions(const crm_channel_handler& handler, const crm_action_call& call) const;
    Reply list_accounts(const crm_channel_handler& handler, const crm_action_call& call) const;
    Reply invoke_action(const crm_channel_handler& handler, const crm_action_call& call) const;

  private:
    /// The reply of a call, or a problem document where it threw.
    template <typename Call>
    Reply answered(const char* function, const Call& call) const;
    /// The status of a call, or CRM_E_INTERNAL where it threw.
    template <typename Call>
    crm_status status_of(const char* function, const Call& call) const;
    void tell(const char* function, const std::string& words) const;

    std::string id_;
    const crm_plugin* plugin_ = nullptr;
    crm_instance* self_ = nullptr;
};

}  // namespace crm
