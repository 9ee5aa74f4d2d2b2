#include "channels/cloud/routes_to_meta.hpp"

#include "secrets/resolve.hpp"

namespace coexist::cloud {

Result<RoutesToMeta> RoutesToMeta::from(const Settings& settings, const UsageEar& usage) {
    RoutesToMeta routes;
    for (const App& app : settings.apps) {
        auto secret = resolve(app.app_secret);
        if (!secret) return secret.take_problem();
        Route route{{}, {}, {}, MediaHosts(app.media_hosts, app.graph_base, true, false)};
        route.endpoint.base_url = app.graph_base;
        route.endpoint.version = app.graph_version;
        route.endpoint.app_secret = std::move(secret->secret);
        route.endpoint.road = app.name;
        route.endpoint.usage = usage;
        route.app_id = app.app_id;
        if (app.signup && app.signup->partner_token) {
            auto token = resolve(*app.signup->partner_token);
            if (!token) return token.take_problem();
            route.partner_token = std::move(token->secret);
        }
        routes.routes_.emplace(app.name, std::move(route));
    }
    for (const Gateway& gateway : settings.gateways) {
        Route route{{}, {}, {}, MediaHosts(gateway.media_hosts, gateway.base_url, false, gateway.offers.media_at_base)};
        route.endpoint.base_url = gateway.base_url;
        route.endpoint.version.clear();
        route.endpoint.auth_header = gateway.auth_header;
        route.endpoint.auth_prefix = gateway.auth_prefix;
        route.endpoint.offers = gateway.offers;
        route.endpoint.road = gateway.name;
        route.endpoint.usage = usage;
        routes.routes_.emplace(gateway.name, std::move(route));
    }
    return routes;
}

std::optional<GraphEndpoint> RoutesToMeta::endpoint(const std::string& road, const Secret& token) const {
    const auto found = routes_.find(road);
    if (found == routes_.end()) return std::nullopt;
    const GraphEndpoint& known = found->second.endpoint;
    return GraphEndpoint{known.base_url,           known.version, known.auth_header,
                         known.auth_prefix,        token.clone(), known.offers,
                         known.app_secret.clone(), known.road,    known.usage};
}

const MediaHosts* RoutesToMeta::media_hosts(const std::string& road) const {
    const auto found = routes_.find(road);
    return found == routes_.end() ? nullptr : &found->second.media_hosts;
}

std::string RoutesToMeta::app_id(const std::string& road) const {
    const auto found = routes_.find(road);
    return found == routes_.end() ? std::string() : found->second.app_id;
}

Secret RoutesToMeta::partner_token(const std::string& road) const {
    const auto found = routes_.find(road);
    return found == routes_.end() ? Secret() : found->second.partner_token.clone();
}

}  // namespace coexist::cloud
