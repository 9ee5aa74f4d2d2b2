#include "loader/registrar.hpp"

#include <algorithm>
#include <exception>

#include "loader/registered_text.hpp"

namespace crm {
namespace {

constexpr std::uint64_t default_max_body = std::uint64_t{1} << 20;
constexpr std::uint32_t most_actions = 1000;

template <typename Items, typename Same>
bool holds(const Items& items, Same same) {
    return std::any_of(items.begin(), items.end(), same);
}

}  // namespace

template <typename Piece>
crm_status Registrar::take_piece(void* ctx, const Piece* piece) noexcept {
    auto& self = *static_cast<Registrar*>(ctx);
    try {
        if (piece == nullptr) {
            self.complain("it registered a NULL pointer");
        } else {
            self.add(*piece);
        }
        return self.wrong_.empty() ? CRM_OK : CRM_E_INVALID;
    } catch (const std::exception&) {
        return CRM_E_INTERNAL;
    }
}

Registrar::Registrar() {
    callbacks_.struct_size = CRM_SIZE_UPTO(crm_registrar, add_route);
    callbacks_.reserved = 0;
    callbacks_.ctx = this;
    callbacks_.add_channel = &Registrar::take_piece<crm_channel>;
    callbacks_.add_action_set = &Registrar::take_piece<crm_action_set>;
    callbacks_.add_schema = &Registrar::take_piece<crm_schema>;
    callbacks_.add_route = &Registrar::take_piece<crm_route>;
}

void Registrar::add(const crm_channel& channel) {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the pointer's size is meant
    if (!CRM_HAS(&channel, crm_channel, handler)) return complain("a channel's struct_size ends before its handler");
    Channel taken;
    taken.provider = required_text(channel.provider, "a channel's provider", wrong_);
    const std::string name = "channel " + taken.provider;
    taken.platform = required_text(channel.platform, name + "'s platform", wrong_);
    taken.label = required_text(channel.label, name + "'s label", wrong_);
    taken.icon_svg = checked_text(channel.icon_svg, name + "'s icon_svg", wrong_);
    taken.capabilities = channel.capabilities;
    taken.handler = channel.handler;
    if (!wrong_.empty()) return;
    if (!is_short_name(taken.provider)) return complain(name + "'s provider is not a short lower-case name");
    if (!is_short_name(taken.platform)) return complain(name + "'s platform is not a short lower-case name");
    if (holds(registration_.channels, [&](const Channel& other) { return other.provider == taken.provider; })) {
        return complain(name + " is registered twice");
    }
    if (taken.handler == nullptr) return complain(name + " has no handler");
    if (!CRM_HAS(taken.handler, crm_channel_handler, invoke_action)) {
        return complain(name + "'s handler has a struct_size that ends before invoke_action");
    }
    if (taken.handler->list_actions == nullptr || taken.handler->list_accounts == nullptr ||
        taken.handler->invoke_action == nullptr) {
        return complain(name + "'s handler lacks a function");
    }
    registration_.channels.push_back(std::move(taken));
}

Action Registrar::checked_action(const crm_action* action, const std::string& provider) {
    Action taken;
    const std::string owner = "an action of " + provider;
    if (action == nullptr || !CRM_HAS(action, crm_action, input_schema)) {
        complain(owner + " is NULL or its struct_size ends before input_schema");
        return taken;
    }
    taken.id = required_text(action->id, owner + "'s id", wrong_);
    const std::string name = "action " + provider + "/" + taken.id;
    taken.title = required_text(action->title, name + "'s title", wrong_);
    taken.description = checked_text(action->description, name + "'s description", wrong_);
    taken.input_schema = required_text(action->input_schema, name + "'s input_schema", wrong_);
    taken.flags = action->flags;
    if (!wrong_.empty()) return taken;
    if (!is_short_name(taken.id)) complain(name + "'s id is not a short lower-case name");
    if (!is_json_object(taken.input_schema)) complain(name + "'s input_schema is not a JSON object");
    return taken;
}

void Registrar::add(const crm_action_set& set) {
    if (!CRM_HAS(&set, crm_action_set, actions)) return complain("an action set's struct_size ends before its actions");
    ActionSet taken;
    taken.provider = required_text(set.provider, "an action set's provider", wrong_);
    const std::string name = "action set " + taken.provider;
    if (!wrong_.empty()) return;
    if (holds(registration_.action_sets, [&](const ActionSet& other) { return other.provider == taken.provider; })) {
        return complain(name + " is registered twice");
    }
    if (set.action_count > most_actions)
        return complain(name + " claims " + std::to_string(set.action_count) + " actions");
    if (set.action_count > 0 && set.actions == nullptr) return complain(name + " has a count but no actions");
    for (std::uint32_t index = 0; index < set.action_count; ++index) {
        Action action = checked_action(set.actions[index], taken.provider);
        if (!wrong_.empty()) return;
        if (holds(taken.actions, [&](const Action& other) { return other.id == action.id; })) {
            return complain("action " + taken.provider + "/" + action.id + " is registered twice");
        }
        taken.actions.push_back(std::move(action));
    }
    registration_.action_sets.push_back(std::move(taken));
}

void Registrar::add(const crm_schema& schema) {
    if (!CRM_HAS(&schema, crm_schema, json)) return complain("a schema's struct_size ends before its json");
    Schema taken;
    taken.kind = schema.kind;
    taken.id = required_text(schema.id, "a schema's id", wrong_);
    taken.json = required_text(schema.json, "schema " + taken.id + "'s json", wrong_);
    if (!wrong_.empty()) return;
    if (!is_json_object(taken.json)) return complain("schema " + taken.id + " is not a JSON object");
    const auto same = [&](const Schema& other) { return other.kind == taken.kind && other.id == taken.id; };
    if (holds(registration_.schemas, same)) return complain("schema " + taken.id + " is registered twice");
    registration_.schemas.push_back(std::move(taken));
}

void Registrar::add(const crm_route& route) {
    if (!CRM_HAS(&route, crm_route, path_prefix)) return complain("a route's struct_size ends before its path_prefix");
    Route taken;
    taken.path_prefix = required_text(route.path_prefix, "a route's path_prefix", wrong_);
    const std::string name = "route " + taken.path_prefix;
    taken.methods = split_methods(required_text(route.methods, name + "'s methods", wrong_));
    taken.access = route.access;
    taken.max_body = CRM_HAS(&route, crm_route, max_body) && route.max_body > 0 ? route.max_body : default_max_body;
    taken.flags = CRM_HAS(&route, crm_route, flags) ? route.flags : 0;
    if (!wrong_.empty()) return;
    if (taken.methods.empty()) return complain(name + "'s methods do not look like GET,POST");
    if (taken.path_prefix.front() != '/' || taken.path_prefix.find_first_of("?# ") != std::string::npos) {
        return complain(name + " is no path that starts with a slash");
    }
    // A level that we do not know could mean anything, so nobody could be let in or kept out rightly.
    if (taken.access < CRM_ROUTE_PUBLIC || taken.access > CRM_ROUTE_ADMIN) {
        return complain(name + " has the unknown access level " + std::to_string(taken.access));
    }
    for (const Route& other : registration_.routes) {
        if (other.path_prefix != taken.path_prefix) continue;
        const auto shared = [&](const std::string& method) {
            return std::find(other.methods.begin(), other.methods.end(), method) != other.methods.end();
        };
        if (holds(taken.methods, shared)) return complain(name + " is registered twice for one method");
    }
    registration_.routes.push_back(std::move(taken));
}

void Registrar::finish() {
    for (const ActionSet& set : registration_.action_sets) {
        if (registration_.channel(set.provider) == nullptr) {
            complain("action set " + set.provider + " belongs to no registered channel");
        }
    }
    if (registration_.channels.empty()) complain("it registered no channel");
}

}  // namespace crm
