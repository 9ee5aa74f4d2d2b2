#include "entry/provision.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "channels/cloud/cloud_media.hpp"
#include "channels/cloud/cloud_road.hpp"
#include "channels/cloud/cloud_signup.hpp"
#include "channels/cloud/routes_to_meta.hpp"
#include "channels/coex/coex_channel.hpp"
#include "channels/meow/meow_channel.hpp"
#include "channels/meta/meta_channel.hpp"
#include "secrets/resolve.hpp"

namespace coexist {
namespace {

// The list of providers: a fourth is a folder and a line here.
Channels channels_over(const std::shared_ptr<net::HttpClient>& http,
                       const std::shared_ptr<const cloud::RoutesToMeta>& routes) {
    Channels channels;
    channels[Provider::coex] = std::make_shared<CoexChannel>(http, routes);
    channels[Provider::meta] = std::make_shared<MetaChannel>(http, routes);
    channels[Provider::meow] = std::make_shared<MeowChannel>();
    return channels;
}

net::Proxy proxy_of(const WayOut::Proxy& told) {
    net::Proxy proxy{told.host, told.port, told.user, {}};
    if (!told.password) return proxy;
    const auto password = resolve(*told.password);  // look_at_secrets() found it
    if (password) proxy.password = std::string(password->secret.reveal());
    return proxy;
}

net::HttpSettings http_settings(const Settings& settings, Clock clock, std::shared_ptr<Figures> figures) {
    net::HttpSettings http;
    http.clock = clock;
    http.figures = std::move(figures);
    http.connect_timeout = settings.defaults.connect_timeout;
    http.total_timeout = settings.defaults.total_timeout;
    http.first_byte_timeout = settings.defaults.first_byte_timeout;
    http.ca_file = settings.outgoing.ca_file;
    if (settings.outgoing.proxy) http.proxy = proxy_of(*settings.outgoing.proxy);
    return http;
}

std::optional<Problem> unreadable_authorities(const Settings& settings) {
    const std::string& file = settings.outgoing.ca_file;
    if (file.empty() || ::access(file.c_str(), R_OK) == 0) return std::nullopt;
    return Problem{
        Refusal::config,
        "ca_file_unreadable",
        "The file of trusted authorities " + file + " (outgoing.ca_file) cannot be read: " + std::strerror(errno) + ".",
        "Put the file there, readable for this program's user, or take outgoing.ca_file out.",
        {}};
}

// Of its own, so that downloads neither pause nor end the calls for messages. Meta's file host has refused programs
// whose User-Agent it did not know.
net::HttpSettings media_http_settings(const net::HttpSettings& calls) {
    net::HttpSettings http = calls;
    http.total_timeout = std::chrono::minutes(5);
    http.user_agent = "Mozilla/5.0 (compatible; whatsapp-coexistence)";
    http.max_idle_per_host = 3;
    http.figures = std::make_shared<Figures>();  // a film takes minutes: that says nothing of how the platform answers
    return http;
}

// Looks at every secret once, so that all that are missing are told at once; answers the warnings.
Result<std::vector<std::string>> look_at_secrets(const Settings& settings) {
    std::vector<std::string> warnings;
    std::vector<ProblemError> missing;
    for (const PlacedSecret& secret : secrets_of(settings)) {
        const auto resolved = resolve(secret.reference);
        if (!resolved) {
            missing.push_back({secret.path, resolved.problem().detail + " " + resolved.problem().next});
            continue;
        }
        for (const std::string& warning : resolved->warnings) {
            if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
        }
    }
    if (missing.empty()) return warnings;
    Problem problem{Refusal::config, "secret_unavailable", "A secret that the configuration refers to is missing.",
                    "Put it where the configuration says, or let the configuration say where it is.",
                    std::move(missing)};
    if (problem.errors.size() > 1) {
        problem.detail =
            std::to_string(problem.errors.size()) + " secrets that the configuration refers to are missing.";
        problem.next = "Put each where the configuration says, or let the configuration say where it is.";
    }
    return problem;
}

}  // namespace

Result<std::shared_ptr<Provision>> make_provision(const Settings& settings, Clock clock,
                                                  std::shared_ptr<Figures> figures, std::shared_ptr<UsageBook> usage) {
    auto warnings = look_at_secrets(settings);
    if (!warnings) return warnings.take_problem();
    if (auto problem = unreadable_authorities(settings)) return std::move(*problem);
    auto cipher = TokenCipher::load(settings.secrets_key);
    if (!cipher) return cipher.take_problem();
    auto roads = cloud::cloud_roads(settings);
    if (!roads) return roads.take_problem();
    const cloud::UsageEar ear = [usage, clock](const UsageHeard& heard) { usage->heard(heard, clock.now_ms()); };
    auto routes = cloud::RoutesToMeta::from(settings, ear);
    if (!routes) return routes.take_problem();
    auto provision = std::make_shared<Provision>(settings, std::move(cipher).value());
    provision->warnings = std::move(warnings).value();
    for (const auto& road : *roads) provision->roads.emplace(road->name(), road);
    const net::HttpSettings calls = http_settings(settings, clock, std::move(figures));
    const auto http = std::make_shared<net::HttpClient>(calls);
    const auto to_meta = std::make_shared<const cloud::RoutesToMeta>(std::move(routes).value());
    provision->channels = channels_over(http, to_meta);
    provision->signup = std::make_shared<cloud::CloudSignup>(http, to_meta);
    provision->media =
        std::make_shared<cloud::CloudMedia>(std::make_shared<net::HttpClient>(media_http_settings(calls)), to_meta);
    return provision;
}

const Channels& bare_channels() {
    static const auto* const channels = new Channels(channels_over(nullptr, nullptr));  // never destroyed: static facts
    return *channels;
}

const std::shared_ptr<SignupDesk>& bare_signup() {
    static const auto* const desk =
        new std::shared_ptr<SignupDesk>(std::make_shared<cloud::CloudSignup>(nullptr, nullptr));  // never destroyed
    return *desk;
}

}  // namespace coexist
