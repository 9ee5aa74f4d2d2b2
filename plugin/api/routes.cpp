#include "api/routes.hpp"

#include "api/reading_again.hpp"
#include "api/signals.hpp"
#include "api/tenant_erasure.hpp"

namespace coexist {
namespace {

constexpr Route routes[] = {
    {"GET", "/v1/me", Role::staff, "", show_me},
    {"GET", "/v1/accounts", Role::staff, "provider,tenant,cursor,limit", list_accounts},
    {"GET", "/v1/accounts/{}", Role::staff, "", show_account},
    {"GET", "/v1/accounts/{}/history", Role::staff, "cursor,limit", show_history},
    {"GET", "/v1/accounts/{}/actions", Role::staff, "", list_account_actions},
    {"POST", "/v1/accounts/{}/actions/{}", Role::staff, "", invoke_account_action},
    {"GET", "/v1/accounts/{}/templates", Role::staff, "cursor,limit", list_templates},
    {"GET", "/v1/accounts/{}/campaigns", Role::staff, "cursor,limit", list_campaigns},
    {"GET", "/v1/campaigns/{}", Role::staff, "", show_campaign},
    {"GET", "/v1/campaigns/{}/recipients", Role::staff, "cursor,limit", list_campaign_recipients},
    {"GET", "/v1/opt-outs", Role::staff, "tenant,cursor,limit", list_opt_outs},
    {"GET", "/v1/accounts/{}/queue", Role::staff, "", show_queue},
    {"GET", "/v1/accounts/{}/message-times", Role::staff, "days", show_message_times},
    {"GET", "/v1/signals", Role::staff, "account,tenant,cursor,limit", list_signals},
    {"GET", "/v1/channels", Role::staff, "", list_channels},
    {"GET", "/v1/channels/{}/actions", Role::staff, "", list_channel_actions},
    {"POST", "/v1/channels/{}/actions/{}", Role::staff, "", invoke_channel_action},
    {"GET", "/v1/operations", Role::staff, "tenant,account,action,state,cursor,limit", list_operations},
    {"GET", "/v1/operations/{}", Role::staff, "", show_operation},
    {"GET", "/v1/conversations", Role::staff, "account,tenant,cursor,limit", list_conversations},
    {"GET", "/v1/conversations/{}", Role::staff, "", show_conversation},
    {"GET", "/v1/conversations/{}/messages", Role::staff, "around,cursor,limit", list_messages},
    {"GET", "/v1/conversations/{}/notes", Role::staff, "cursor,limit", list_notes},
    {"POST", "/v1/conversations/{}/notes", Role::staff, "", add_note},
    {"POST", "/v1/conversations/{}/notes/{}/remove", Role::staff, "", remove_note},
    {"POST", "/v1/conversations/{}/claim", Role::staff, "", claim_conversation},
    {"POST", "/v1/conversations/{}/unclaim", Role::staff, "", unclaim_conversation},
    {"GET", "/v1/search", Role::staff, "q,account,tenant,cursor,limit", search},
    {"GET", "/v1/saved-replies", Role::staff, "tenant", list_saved_replies},
    {"POST", "/v1/saved-replies", Role::staff, "", make_saved_reply},
    {"POST", "/v1/saved-replies/{}", Role::staff, "", change_saved_reply},
    {"POST", "/v1/saved-replies/{}/remove", Role::staff, "", remove_saved_reply},
    {"GET", "/v1/messages/{}", Role::staff, "", show_message},
    {"GET", "/v1/media/{}", Role::staff, "", show_media},
    {"POST", "/v1/uploads", Role::staff, "account", upload_file, true},
    {"GET", "/v1/contacts", Role::staff, "tenant,cursor,limit", list_contacts},
    {"GET", "/v1/contacts/{}", Role::staff, "tenant", show_contact},
    {"GET", "/v1/links", Role::admin, "tenant,cursor,limit", list_links},
    {"GET", "/v1/signup", Role::admin, "provider,tenant", show_signup},
    {"GET", "/v1/guide", Role::staff, "", show_guide},
    {"GET", "/v1/diagnosis", Role::staff, "", show_diagnosis},
    {"POST", "/v1/diagnosis", Role::staff, "", diagnose},
    {"GET", "/v1/openapi.yaml", Role::staff, "", show_openapi},
    {"GET", "/admin/health", Role::admin, "", show_health},
    {"GET", "/admin/settings", Role::admin, "tenant", show_settings},
    {"GET", "/admin/metrics", Role::admin, "accounts,account", show_metrics},
    {"GET", "/admin/quarantine", Role::admin, "cursor,limit", list_quarantine},
    {"POST", "/admin/quarantine/replay", Role::admin, "", replay_quarantine},
    {"GET", "/admin/unknown", Role::admin, "", list_unknown},
    {"POST", "/admin/unknown/replay", Role::admin, "", replay_unknown},
    {"GET", "/admin/audit", Role::admin, "tenant,account,actor,action,since,until,cursor,limit", list_audit},
    {"GET", "/admin/data-deletions", Role::admin, "cursor,limit", list_data_deletions},
    {"POST", "/admin/contacts/{}/erase", Role::admin, "tenant", erase_contact},
    {"GET", "/admin/contacts/{}/export", Role::admin, "tenant,cursor,limit", export_contact},
    {"GET", "/admin/erasures", Role::admin, "tenant,cursor,limit", list_erasures},
    {"POST", "/admin/tenants/{}/erase", Role::admin, "", erase_tenant},
    {"GET", "/admin/export", Role::admin, "tenant,cursor,limit", export_tenant},
    {"GET", "/admin/journal/segments", Role::admin, "", list_segments},
    {"GET", "/admin/journal/rows", Role::admin, "segment,kind,road,since,until,cursor,limit", list_journal},
    {"GET", "/admin/journal/rows/{}/{}", Role::admin, "", show_journal_row},
    {"POST", "/admin/journal/replay", Role::admin, "", replay_journal_row},
    {"POST", "/admin/journal/verify", Role::admin, "", verify_journal},
    {"POST", "/admin/backup", Role::admin, "", make_backup},
    {"POST", "/admin/rebuild", Role::admin, "", compare_rebuild},
};

/// Takes the part up to the next slash off the front; the rest keeps its leading slash.
std::string_view take_part(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string_view>& ids) {
    ids.clear();
    while (!pattern.empty() && !path.empty() && path.front() == '/') {
        const std::string_view wanted = take_part(pattern);
        const std::string_view found = take_part(path);
        if (wanted == "{}" ? found.empty() : wanted != found) return false;
        if (wanted == "{}") ids.push_back(found);
    }
    return pattern.empty() && path.empty();
}

}  // namespace

RouteMatch route_of(std::string_view method, std::string_view path) {
    RouteMatch match;
    std::vector<std::string_view> ids;
    for (const Route& route : routes) {
        if (!fits(route.path, path, ids)) continue;
        if (!match.allowed.empty()) match.allowed += ", ";
        match.allowed += route.method;
        if (route.method == method) {
            match.route = &route;
            match.ids = ids;
        }
    }
    return match;
}

}  // namespace coexist
