#include "entry/registration.hpp"

#include <boost/json.hpp>
#include <vector>

#include "actions/catalogue.hpp"
#include "channels/cloud/file_rules.hpp"
#include "config/embedded.hpp"
#include "entry/action_calls.hpp"
#include "entry/provision.hpp"
#include "entry/reply.hpp"
#include "entry/thunk.hpp"

namespace coexist {
namespace {

template <Provider P>
const crm_reply* list_actions_of(crm_instance* self, const crm_action_call* call) {
    return calls::list_actions(P, self, call);
}
template <Provider P>
const crm_reply* list_accounts_of(crm_instance* self, const crm_action_call* call) {
    return calls::list_accounts(P, self, call);
}
template <Provider P>
const crm_reply* invoke_action_of(crm_instance* self, const crm_action_call* call) {
    return calls::invoke_action(P, self, call);
}

template <Provider P>
constexpr crm_channel_handler handler_of = {CRM_SIZE_UPTO(crm_channel_handler, invoke_action), 0,
                                            Thunk<list_actions_of<P>>::call, Thunk<list_accounts_of<P>>::call,
                                            Thunk<invoke_action_of<P>>::call};

const crm_channel_handler* handler(Provider provider) {
    switch (provider) {
        case Provider::coex:
            return &handler_of<Provider::coex>;
        case Provider::meta:
            return &handler_of<Provider::meta>;
        case Provider::meow:
            break;
    }
    return &handler_of<Provider::meow>;
}

struct ActionSet {
    std::vector<crm_action> actions;
    std::vector<const crm_action*> pointers;
    crm_action_set set{};
};

/// All that is registered, made once and never destroyed: it lives as long as the library is mapped.
struct Registration {
    std::vector<crm_channel> channels;
    std::vector<ActionSet> sets;
    std::vector<crm_schema> schemas;
    std::vector<crm_route> routes;
};

ActionSet action_set_of(const ChannelCard& card) {
    ActionSet made;
    const std::string_view provider = name_of(card.provider);
    for (std::size_t index = 0; index < card.action_count; ++index) {
        const ActionSpec& spec = card.actions[index];
        made.actions.push_back({CRM_SIZE_UPTO(crm_action, input_schema), spec.flags, view_of(spec.id),
                                view_of(title_of(spec.id, provider, "en")),
                                view_of(description_of(spec.id, provider, "en")),
                                view_of(embedded::file(spec.schema_file))});
    }
    return made;
}

constexpr const char* event_types[] = {"account.changed", "contact.changed", "conversation.changed",
                                       "message.changed", "history.batch",   "operation.changed",
                                       "contact.merged",  "contact.erased",  "conversation.merged",
                                       "message.merged",  "contact.split",   "conversation.human_replied",
                                       "tenant.erased"};

std::vector<crm_schema> schemas() {
    const auto schema = [](std::int32_t kind, const char* id, std::string_view text) {
        return crm_schema{CRM_SIZE_UPTO(crm_schema, json), kind, view_of(id), view_of(text)};
    };
    std::vector<crm_schema> made;
    made.push_back(
        schema(CRM_SCHEMA_CONFIG, "urn:coexist:schema:config:1", embedded::file("config/config.schema.json")));
    for (const char* type : event_types) {
        made.push_back(schema(CRM_SCHEMA_EVENT, type, embedded::file("events/" + std::string(type) + ".schema.json")));
    }
    made.push_back(schema(CRM_SCHEMA_PROBLEM, "problem", embedded::file("problem.schema.json")));
    return made;
}

std::vector<crm_route> routes() {
    constexpr std::uint64_t delivery_limit = 4 << 20;
    constexpr std::uint64_t call_limit = 4 << 20;  // a campaign for thousands of people
    constexpr std::uint64_t callback_limit = 64 << 10;
    const auto upload_limit = static_cast<std::uint64_t>(cloud::largest_file());
    const auto route = [](std::int32_t access, const char* methods, const char* path, std::uint64_t max_body,
                          std::uint32_t flags) {
        return crm_route{
            CRM_SIZE_UPTO(crm_route, reserved), access, view_of(methods), view_of(path), max_body, flags, 0};
    };
    return {route(CRM_ROUTE_PUBLIC, "GET,POST", "/webhooks", delivery_limit, CRM_ROUTE_SUBMIT),
            route(CRM_ROUTE_PUBLIC, "GET", "/connect", 0, 0),
            route(CRM_ROUTE_PUBLIC, "GET,POST", "/meta", callback_limit, 0),
            route(CRM_ROUTE_PUBLIC, "GET", "/app/assets", 0, 0),  // nobody's secret, and cached by whoever likes
            route(CRM_ROUTE_STAFF, "GET", "/app", 0, 0),
            route(CRM_ROUTE_STAFF, "GET,POST", "/v1", call_limit, 0),
            route(CRM_ROUTE_STAFF, "POST", "/v1/uploads", upload_limit, 0),
            route(CRM_ROUTE_ADMIN, "GET,POST", "/admin", 0, 0)};
}

Registration* made() {
    auto* registration = new Registration;
    for (const auto& [provider, channel] : bare_channels()) {
        const ChannelCard& card = channel->card();
        registration->channels.push_back({CRM_SIZE_UPTO(crm_channel, handler),  // NOLINT(bugprone-sizeof-expression)
                                          card.capabilities, view_of("whatsapp"), view_of(name_of(provider)),
                                          view_of(card.label), view_of(embedded::file(card.icon_file)),
                                          handler(provider)});
        registration->sets.push_back(action_set_of(card));
        ActionSet& set = registration->sets.back();
        // The struct ends in a pointer to pointers, whose size is meant.
        set.set = {CRM_SIZE_UPTO(crm_action_set, actions),  // NOLINT(bugprone-sizeof-expression)
                   static_cast<std::uint32_t>(set.actions.size()), view_of(name_of(provider)), nullptr};
    }
    for (ActionSet& set : registration->sets) {
        for (const crm_action& action : set.actions) set.pointers.push_back(&action);
        set.set.actions = set.pointers.data();
    }
    registration->schemas = schemas();
    registration->routes = routes();
    return registration;
}

const Registration& registration() {
    static const Registration* const once = made();
    return *once;
}

}  // namespace

crm_status register_with(const crm_registrar* registrar) {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the pointer's size is meant
    if (registrar == nullptr || !CRM_HAS(registrar, crm_registrar, add_route)) return CRM_E_INVALID;
    crm_status status = CRM_OK;
    const Registration& all = registration();
    for (const crm_channel& channel : all.channels) {
        if ((status = registrar->add_channel(registrar->ctx, &channel)) < 0) return status;
    }
    for (const ActionSet& set : all.sets) {
        if ((status = registrar->add_action_set(registrar->ctx, &set.set)) < 0) return status;
    }
    for (const crm_schema& schema : all.schemas) {
        if ((status = registrar->add_schema(registrar->ctx, &schema)) < 0) return status;
    }
    for (const crm_route& route : all.routes) {
        if ((status = registrar->add_route(registrar->ctx, &route)) < 0) return status;
    }
    return CRM_OK;
}

}  // namespace coexist
