#include "host/running/action_desk.hpp"

namespace crm {

Result<ServedChannel> ActionDesk::find(const Person& person, const std::string& account, const std::string& provider,
                                       const std::string& plugin) const {
    std::string wanted_provider = provider;
    std::string wanted_plugin = plugin;
    if (!account.empty()) {
        const auto serving = records_.serving(person, account);
        if (serving) {
            wanted_provider = serving->provider;
            wanted_plugin = serving->plugin;
        } else if (provider.empty() || records_.knows_account(account)) {
            // A record of another tenant is as absent as none. An account that was made a moment ago may not have
            // come through the feed yet: with its provider named, the plugin itself is asked.
            return Problem{"account_not_found", "There is no account \"" + account + "\" among yours.",
                           "Look at the list of accounts; for one that was added just now, name its provider too."};
        }
    }
    if (wanted_provider.empty()) {
        return Problem{"provider_missing", "Neither an account nor a provider is named.",
                       "Name an account, or the provider for an action of the channel itself."};
    }
    ServedChannel found;
    for (const auto& candidate : plugins_) {
        if (!wanted_plugin.empty() && candidate->id() != wanted_plugin && short_name(candidate->id()) != wanted_plugin)
            continue;
        const Channel* const channel = candidate->plugin.registration.channel(wanted_provider);
        if (channel == nullptr) continue;
        if (found.channel != nullptr) {
            return Problem{"provider_ambiguous", "Two plugins have a provider \"" + wanted_provider + "\".",
                           "Name the plugin too: " + found.plugin->id() + " or " + candidate->id() + "."};
        }
        found = {candidate.get(), channel};
    }
    if (found.channel == nullptr) {
        return Problem{"provider_not_found", "No running plugin has a provider \"" + wanted_provider + "\".",
                       "Look at the list of plugins."};
    }
    return found;
}

Reply ActionDesk::operation(const std::string& id, const std::string& actor) const {
    for (const auto& candidate : plugins_) {
        Reply reply = candidate->instance.get_operation(operation_query(id, actor));
        if (reply.status() != CRM_E_NOT_FOUND) return reply;
    }
    return {};
}

}  // namespace crm
