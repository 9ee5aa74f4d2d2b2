#include "actions/actor.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

namespace coexist {
namespace json = boost::json;
namespace {

Problem not_signed_in() {
    return {Refusal::auth, "not_signed_in", "Nobody is signed in.", "Sign in to your CRM, then try again.", {}};
}

Problem actor_invalid(std::string path, std::string detail) {
    return {Refusal::invalid,
            "actor_invalid",
            "The CRM did not say properly who is asking.",
            "Tell whoever runs your CRM: the actor is JSON {id, name, roles, tenants, locale, operator, automation, "
            "origin}.",
            {{std::move(path), std::move(detail), 0, 0}}};
}

std::string text_of(const json::value& value) {
    const json::string& text = value.get_string();
    return {text.data(), text.size()};
}

// Nothing if the member is there but is no text.
std::optional<std::string> text_member(const json::object& actor, std::string_view name) {
    const json::value* found = actor.if_contains(name);
    if (found == nullptr) return std::string();
    if (!found->is_string()) return std::nullopt;
    return text_of(*found);
}

// Nothing if the member is there but is no list of texts, or one of them is empty.
std::optional<std::vector<std::string>> list_member(const json::object& actor, std::string_view name) {
    std::vector<std::string> texts;
    const json::value* found = actor.if_contains(name);
    if (found == nullptr) return texts;
    if (!found->is_array()) return std::nullopt;
    for (const json::value& one : found->get_array()) {
        if (!one.is_string() || one.get_string().empty()) return std::nullopt;
        texts.push_back(text_of(one));
    }
    return texts;
}

bool contains(const std::vector<std::string>& texts, std::string_view wanted) {
    return std::find(texts.begin(), texts.end(), wanted) != texts.end();
}

}  // namespace

std::string Actor::roles() const {
    std::string roles = admin ? "admin" : staff ? "staff" : "";
    if (operates) roles += roles.empty() ? "operator" : ",operator";
    return roles;
}

std::string Actor::tenant_list() const {
    json::array list;
    for (const TenantId& tenant : tenants) list.emplace_back(tenant.value);
    return json::serialize(list);
}

bool Actor::serves(const TenantId& tenant) const {
    return std::find(tenants.begin(), tenants.end(), tenant) != tenants.end();
}

Result<Actor> read_actor(std::string_view text) {
    if (text.empty()) return not_signed_in();
    json::error_code failed;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed);
    if (failed || !parsed.is_object()) return actor_invalid("", "Must be a JSON object.");
    const json::object& said = parsed.get_object();

    Actor actor;
    for (const auto& [name, into] :
         {std::pair{"id", &actor.id}, {"name", &actor.name}, {"locale", &actor.locale}, {"origin", &actor.origin}}) {
        auto member = text_member(said, name);
        if (!member) return actor_invalid(std::string("/") + name, "Must be text.");
        *into = std::move(*member);
    }
    if (actor.id.empty()) return actor_invalid("/id", "Is missing: it names the person in your CRM.");

    const auto roles = list_member(said, "roles");
    if (!roles) return actor_invalid("/roles", "Must be a list of texts.");
    actor.admin = contains(*roles, "admin");
    actor.staff = actor.admin || contains(*roles, "staff");

    const auto tenants = list_member(said, "tenants");
    if (!tenants) return actor_invalid("/tenants", "Must be a list of texts.");
    for (const std::string& tenant : *tenants) actor.tenants.emplace_back(tenant);
    if (const json::value* operates = said.if_contains("operator")) {
        if (!operates->is_bool()) return actor_invalid("/operator", "Must be true or false.");
        actor.operates = actor.admin && operates->get_bool();
    }
    if (const json::value* automation = said.if_contains("automation")) {
        if (!automation->is_bool()) return actor_invalid("/automation", "Must be true or false.");
        actor.automation = automation->get_bool();
    }
    return actor;
}

}  // namespace coexist
