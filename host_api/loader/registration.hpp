#pragma once

#include <crm/plugin.h>

#include <cstdint>
#include <string>
#include <vector>

#include "loader/problem.hpp"

namespace crm {

/// What a plugin registered, checked and copied; handlers point into the plugin, which is never unmapped.
struct Channel {
    std::string platform;
    std::string provider;
    std::string label;
    std::string icon_svg;
    std::uint32_t capabilities = 0;
    const crm_channel_handler* handler = nullptr;
};

struct Action {
    std::string id;
    std::string title;
    std::string description;
    std::string input_schema;
    std::uint32_t flags = 0;
};

struct ActionSet {
    std::string provider;
    std::vector<Action> actions;
};

struct Schema {
    std::int32_t kind = 0;
    std::string id;
    std::string json;
};

struct Route {
    std::int32_t access = CRM_ROUTE_ADMIN;
    std::vector<std::string> methods;
    std::string path_prefix;
    std::uint64_t max_body = 0;  ///< bytes; the default is already filled in
    std::uint32_t flags = 0;
};

struct Registration {
    std::string id;
    std::string name;
    std::string version;
    std::string vendor;
    std::string license;
    std::uint32_t abi_version = 0;
    std::vector<Channel> channels;
    std::vector<ActionSet> action_sets;
    std::vector<Schema> schemas;
    std::vector<Route> routes;

    /// The channel of a provider; NULL when the plugin has none.
    const Channel* channel(const std::string& provider) const;
};

/// Calls register_with and checks all that arrives as deep as it goes. Members that a plugin of an older minor
/// version does not know are taken as absent; what it knows beyond ours is not looked at.
/// Problems: wrong_abi_major, registration_invalid (names what is wrong).
Result<Registration> register_plugin(const crm_plugin& plugin);

}  // namespace crm
