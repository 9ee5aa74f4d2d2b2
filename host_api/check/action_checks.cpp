#include <algorithm>

#include "check/feed_reader.hpp"

namespace crm::check {
namespace {

namespace json = boost::json;

/// An action as list_actions tells it, and where it was found.
struct Listed {
    const Channel* channel;
    std::string account;
    json::object words;
    std::string name() const { return channel->provider + "/" + member(words, "id"); }
};

json::array array_of(const Reply& reply, const char* name) {
    json::error_code error;
    const json::value body = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    const json::object* const object = error ? nullptr : body.if_object();
    const json::value* const array = object == nullptr ? nullptr : object->if_contains(name);
    if (!reply.ok() || array == nullptr || !array->is_array())
        throw Unfit{std::string("there is no array ") + name + " in " + told(reply)};
    return array->get_array();
}

/// The accounts of this actor in a channel, and "" for the channel itself.
std::vector<std::string> places(const Running& all, const Channel& channel, const std::string& who) {
    std::vector<std::string> ids{""};
    const json::array accounts =
        array_of(all.instance.list_accounts(*channel.handler, action_call("", "", who)), "accounts");
    for (const json::value& account : accounts) {
        if (!account.is_object() || member(account.get_object(), "id").empty())
            throw Unfit{"list_accounts tells an account without an id"};
        ids.push_back(member(account.get_object(), "id"));
    }
    return ids;
}

std::vector<Listed> listed(const Running& all, const std::string& who) {
    std::vector<Listed> found;
    for (const Channel& channel : all.plugin.registration.channels) {
        for (const std::string& account : places(all, channel, who)) {
            const Reply reply = all.instance.list_actions(*channel.handler, action_call(account, "", who));
            const json::array actions = array_of(reply, "actions");
            for (const json::value& action : actions) {
                if (!action.is_object()) throw Unfit{"list_actions tells an action that is no object"};
                found.push_back({&channel, account, action.get_object()});
            }
        }
    }
    return found;
}

const Action* registered(const Running& all, const Listed& one) {
    for (const ActionSet& set : all.plugin.registration.action_sets) {
        if (set.provider != one.channel->provider) continue;
        for (const Action& action : set.actions) {
            if (action.id == member(one.words, "id")) return &action;
        }
    }
    return nullptr;
}

bool enabled(const Listed& one) {
    const json::value* const value = one.words.if_contains("enabled");
    return value != nullptr && value->is_bool() && value->get_bool();
}

Reply invoke(const Running& all, const Channel& channel, const std::string& account, const std::string& action,
             const std::string& input, const std::string& who) {
    crm_action_call call = action_call(account, action, who);
    call.input = str(input);
    return all.instance.invoke_action(*channel.handler, call);
}

/// Words about what a listed action lacks.
std::string lacks(const Running& all, const Listed& one) {
    const Action* const known = registered(all, one);
    if (known == nullptr) return "is in no registered action set";
    if (member(one.words, "title").empty()) return "has no title";
    const json::value* const schema = one.words.if_contains("input_schema");
    if (schema == nullptr || !schema->is_object()) return "has no input_schema";
    const json::value* const able = one.words.if_contains("enabled");
    if (able == nullptr || !able->is_bool()) return "does not say whether it is enabled";
    const json::value* const reason = one.words.if_contains("reason");
    if (!able->get_bool() &&
        (reason == nullptr || !reason->is_object() || member(reason->get_object(), "code").empty() ||
         member(reason->get_object(), "detail").empty()))
        return "is not enabled and gives no reason with code and detail";
    const bool of_channel = (known->flags & CRM_ACTION_CHANNEL) != 0;
    if (of_channel != one.account.empty())
        return of_channel ? "is one of the channel and listed for an account"
                          : "is one of accounts and listed for none";
    return {};
}

Outcome lists_what_is_registered(const Subject& subject) {
    const Running all = running(subject);
    for (const Listed& one : listed(all, actor(subject))) {
        const std::string wrong = lacks(all, one);
        if (!wrong.empty()) return Outcome::failed(one.name() + " " + wrong);
    }
    return Outcome::passed();
}

Outcome invokes_what_is_listed(const Subject& subject) {
    const Running all = running(subject);
    const std::string who = actor(subject);
    for (const Listed& one : listed(all, who)) {
        // No schema takes an array, so nothing is done; but the action must be found for that to be seen.
        const Reply reply = invoke(all, *one.channel, one.account, member(one.words, "id"), "[]", who);
        const std::string seen =
            one.name() + " is listed as " + (enabled(one) ? "" : "not ") + "enabled; invoked with [] it answers ";
        if (reply.ok() || (enabled(one) && reply.status() != CRM_E_INVALID)) return Outcome::failed(seen + told(reply));
        const std::string wrong = no_problem_document(reply);
        if (!wrong.empty()) return Outcome::failed(seen + wrong);
    }
    return Outcome::passed();
}

Outcome refuses_what_is_not_listed(const Subject& subject) {
    const Running all = running(subject);
    const std::string who = actor(subject);
    for (const Channel& channel : all.plugin.registration.channels) {
        for (const std::string& account : places(all, channel, who)) {
            for (const char* action : {"", "no_such_action", "send_text\n"}) {
                if (invoke(all, channel, account, action, "{}", who).ok())
                    return Outcome::failed(channel.provider + " takes an action \"" + action + "\" that nobody listed");
            }
        }
        for (const ActionSet& set : all.plugin.registration.action_sets) {
            if (set.provider != channel.provider) continue;
            for (const Action& action : set.actions) {
                if (invoke(all, channel, "no-such-account", action.id, "{}", who).ok())
                    return Outcome::failed(action.id + " works on an account that does not exist");
            }
        }
    }
    return Outcome::passed();
}

Outcome heeds_rights(const Subject& subject) {
    const Running all = running(subject);
    const std::string staff = actor(subject, "staff");
    for (const Listed& one : listed(all, actor(subject))) {
        const std::string id = member(one.words, "id");
        const Action* const known = registered(all, one);
        const auto takes = [&](const std::string& who) {
            return invoke(all, *one.channel, one.account, id, "{}", who).status() >= CRM_OK;
        };
        if (known != nullptr && (known->flags & CRM_ACTION_ADMIN) != 0) {
            const crm_status status = invoke(all, *one.channel, one.account, id, "{}", staff).status();
            if (status != CRM_E_DENIED)
                return Outcome::failed("staff who invoke " + one.name() + ", an admin's, hear " +
                                       std::to_string(status));
        }
        if (takes("")) return Outcome::failed(one.name() + " works when nobody is signed in");
        if (takes(actor(subject, "visitor"))) return Outcome::failed(one.name() + " works for a role that is unknown");
        if (!one.account.empty() && takes(actor(subject, "admin", "no-such-tenant")))
            return Outcome::failed(one.name() + " works for an admin of another tenant");
    }
    for (const Channel& channel : all.plugin.registration.channels) {
        if (places(all, channel, actor(subject, "admin", "no-such-tenant")).size() > 1)
            return Outcome::failed(channel.provider + " shows accounts to an admin of another tenant");
    }
    return Outcome::passed();
}

}  // namespace

std::vector<Check> action_checks() {
    return {
        {"actions.listed", "list_actions",
         "each listed action is registered and has title, input_schema and enabled, or why not",
         "build the list from the registered set", &lists_what_is_registered},
        {"actions.invokable", "invoke_action", "what is listed can be invoked, and its input is held to its schema",
         "let list and dispatch use one table, and validate before you act", &invokes_what_is_listed},
        {"actions.unlisted", "invoke_action", "what is not listed is refused", "answer CRM_E_NOT_FOUND",
         &refuses_what_is_not_listed},
        {"actions.rights", "crm_action.flags, crm_http_request.actor",
         "an admin's action is CRM_E_DENIED to staff; no actor, an unknown role or another tenant gets nothing",
         "ask for the tenant, then for the role, before anything else", &heeds_rights},
    };
}

}  // namespace crm::check
