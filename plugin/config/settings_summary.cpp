#include "config/settings_summary.hpp"

#include <algorithm>

namespace coexist {
namespace {

constexpr const char* level_names[] = {"", "debug", "info", "warn", "error"};

std::string place_of(const SecretRef& secret) {
    return (secret.source == SecretRef::Source::file ? "file " : "variable ") + secret.name;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

std::string words_of(const App& app, const std::string& webhooks) {
    return "app " + app.name + ": webhook " + webhooks + app.name + ", verify token from " +
           place_of(app.verify_token) + ", calls " + app.graph_base + "/" + app.graph_version;
}

std::string words_of(const Gateway& gateway, const std::string& webhooks) {
    return "gateway " + gateway.name + ": webhook " + webhooks + gateway.name + ", proven by the header " +
           gateway.verify.header + ", calls " + gateway.base_url;
}

std::string days(std::chrono::days count) {
    return std::to_string(count.count()) + (count.count() == 1 ? " day" : " days");
}

std::vector<std::string> places_of(const std::vector<PlacedSecret>& secrets) {
    std::vector<std::string> places;
    for (const PlacedSecret& secret : secrets) {
        std::string place = place_of(secret.reference);
        if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(std::move(place));
    }
    return places;
}

}  // namespace

std::vector<std::string> summary_of(const Settings& settings) {
    std::vector<std::string> lines;
    const std::string webhooks = settings.public_url + "/webhooks/";
    for (const App& app : settings.apps) lines.push_back(words_of(app, webhooks));
    for (const Gateway& gateway : settings.gateways) lines.push_back(words_of(gateway, webhooks));
    if (const auto& proxy = settings.outgoing.proxy) {
        lines.push_back("calls leave through the proxy " + proxy->host + ", port " + std::to_string(proxy->port));
    }
    if (!settings.outgoing.ca_file.empty()) {
        lines.push_back("certificates of those that are called must come from " + settings.outgoing.ca_file);
    }
    lines.push_back("secrets, read at the start and not now: " + joined(places_of(secrets_of(settings))));
    lines.push_back("log: " + (settings.log.file.empty() ? "only the host's"
                                                         : settings.log.file + ", from level " +
                                                               level_names[static_cast<int>(settings.log.level)]));
    const RetentionSettings& kept = settings.defaults.retention;
    lines.push_back("kept: raw deliveries " + days(kept.journal) + ", files of messages " + days(kept.media) +
                    ", log " + days(kept.logs));
    std::vector<std::string> tenants;
    for (const auto& [tenant, own] : settings.tenants) tenants.push_back(tenant);
    if (!tenants.empty()) lines.push_back("tenants with settings of their own: " + joined(tenants));
    return lines;
}

}  // namespace coexist
