#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"

namespace coexist {

enum class Role { staff, admin };

using Handler = Result<HttpAnswer> (*)(const Call& call);

/// One resource under one method. `{}` in the path stands for one variable part.
struct Route {
    std::string_view method;
    std::string_view path;
    Role role;
    std::string_view parameters;  ///< query parameters, separated by commas
    Handler handler;
    bool takes_bytes = false;  ///< a POST whose body is a file and no JSON
};

/// What a method and path lead to.
struct RouteMatch {
    const Route* route = nullptr;       ///< null: no such path, or not with this method
    std::vector<std::string_view> ids;  ///< views into the path
    std::string allowed;                ///< methods that the path takes; empty: there is no such path
};

RouteMatch route_of(std::string_view method, std::string_view path);

// Handlers, by what they show. Each says its resource in schemas/api/openapi.yaml.
Result<HttpAnswer> show_me(const Call& call);
Result<HttpAnswer> list_accounts(const Call& call);
Result<HttpAnswer> show_account(const Call& call);
Result<HttpAnswer> show_history(const Call& call);
Result<HttpAnswer> list_account_actions(const Call& call);
Result<HttpAnswer> invoke_account_action(const Call& call);
Result<HttpAnswer> list_channels(const Call& call);
Result<HttpAnswer> list_channel_actions(const Call& call);
Result<HttpAnswer> invoke_channel_action(const Call& call);
Result<HttpAnswer> show_operation(const Call& call);
Result<HttpAnswer> list_conversations(const Call& call);
Result<HttpAnswer> show_conversation(const Call& call);
Result<HttpAnswer> list_operations(const Call& call);
Result<HttpAnswer> show_message_times(const Call& call);
Result<HttpAnswer> list_notes(const Call& call);
Result<HttpAnswer> add_note(const Call& call);
Result<HttpAnswer> remove_note(const Call& call);
Result<HttpAnswer> claim_conversation(const Call& call);
Result<HttpAnswer> unclaim_conversation(const Call& call);
Result<HttpAnswer> list_saved_replies(const Call& call);
Result<HttpAnswer> make_saved_reply(const Call& call);
Result<HttpAnswer> change_saved_reply(const Call& call);
Result<HttpAnswer> remove_saved_reply(const Call& call);
Result<HttpAnswer> search(const Call& call);
Result<HttpAnswer> list_messages(const Call& call);
Result<HttpAnswer> show_message(const Call& call);
Result<HttpAnswer> show_queue(const Call& call);
Result<HttpAnswer> list_campaigns(const Call& call);
Result<HttpAnswer> show_campaign(const Call& call);
Result<HttpAnswer> list_campaign_recipients(const Call& call);
Result<HttpAnswer> list_opt_outs(const Call& call);
Result<HttpAnswer> list_templates(const Call& call);
Result<HttpAnswer> show_media(const Call& call);
Result<HttpAnswer> upload_file(const Call& call);
Result<HttpAnswer> list_contacts(const Call& call);
Result<HttpAnswer> show_contact(const Call& call);
Result<HttpAnswer> list_links(const Call& call);
Result<HttpAnswer> show_signup(const Call& call);
Result<HttpAnswer> show_guide(const Call& call);
Result<HttpAnswer> show_diagnosis(const Call& call);
Result<HttpAnswer> diagnose(const Call& call);
Result<HttpAnswer> show_openapi(const Call& call);
Result<HttpAnswer> show_health(const Call& call);
Result<HttpAnswer> show_settings(const Call& call);
Result<HttpAnswer> show_metrics(const Call& call);
Result<HttpAnswer> list_quarantine(const Call& call);
Result<HttpAnswer> replay_quarantine(const Call& call);
Result<HttpAnswer> list_unknown(const Call& call);
Result<HttpAnswer> list_audit(const Call& call);
Result<HttpAnswer> list_data_deletions(const Call& call);
Result<HttpAnswer> erase_contact(const Call& call);
Result<HttpAnswer> list_erasures(const Call& call);
Result<HttpAnswer> export_contact(const Call& call);
Result<HttpAnswer> export_tenant(const Call& call);
Result<HttpAnswer> list_segments(const Call& call);
Result<HttpAnswer> list_journal(const Call& call);
Result<HttpAnswer> show_journal_row(const Call& call);
Result<HttpAnswer> replay_journal_row(const Call& call);
Result<HttpAnswer> verify_journal(const Call& call);
Result<HttpAnswer> make_backup(const Call& call);
Result<HttpAnswer> compare_rebuild(const Call& call);

}  // namespace coexist
