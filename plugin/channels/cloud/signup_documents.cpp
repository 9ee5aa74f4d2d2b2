#include "channels/cloud/signup_documents.hpp"

#include <algorithm>

#include "channels/cloud/graph_documents.hpp"
#include "channels/cloud/graph_json.hpp"

namespace coexist::cloud {

using namespace graph_json;
namespace json = boost::json;

namespace {

constexpr std::string_view management = "whatsapp_business_management";
constexpr std::string_view messaging = "whatsapp_business_messaging";

void add_targets(const json::object& scope, std::vector<WabaId>& wabas) {
    const json::array* targets = array_at(scope, "target_ids");
    if (targets == nullptr) return;
    for (const json::value& one : *targets) {
        json::object held{{"id", one}};
        WabaId id(text_at(held, "id"));
        if (!id.empty() && std::find(wabas.begin(), wabas.end(), id) == wabas.end()) wabas.push_back(std::move(id));
    }
}

}  // namespace

std::optional<ExchangedToken> read_exchanged_token(std::string_view body) {
    const auto said = parse_object(body);
    if (!said) return std::nullopt;
    ExchangedToken token{text_at(*said, "access_token"), integer_at(*said, "expires_in").value_or(0)};
    if (token.access_token.empty()) return std::nullopt;
    return token;
}

// Meta, "Embedded Signup: implementation": granular_scopes carry the WABAs' ids as target_ids, the newest first.
std::optional<Grant> read_grant(std::string_view body) {
    const auto said = parse_object(body);
    const json::object* data = said ? object_at(*said, "data") : nullptr;
    if (data == nullptr) return std::nullopt;
    Grant grant;
    grant.app_id = text_at(*data, "app_id");
    grant.user_id = text_at(*data, "user_id");
    grant.valid = bool_at(*data, "is_valid").value_or(false);
    grant.expires_at = integer_at(*data, "expires_at").value_or(0);
    if (const json::array* scopes = array_at(*data, "scopes")) {
        for (const json::value& scope : *scopes) {
            if (scope.is_string()) grant.scopes.emplace_back(scope.get_string());
        }
    }
    if (const json::array* granular = array_at(*data, "granular_scopes")) {
        for (const std::string_view wanted : {management, messaging}) {
            for (const json::value& scope : *granular) {
                if (scope.is_object() && text_at(scope.get_object(), "scope") == wanted) {
                    add_targets(scope.get_object(), grant.wabas);
                }
            }
        }
    }
    return grant;
}

std::optional<OfferedPage> read_offered_page(std::string_view body) {
    const auto said = parse_object(body);
    const json::array* list = said ? array_at(*said, "data") : nullptr;
    if (list == nullptr) return std::nullopt;
    OfferedPage page;
    for (const json::value& one : *list) {
        const auto number = read_number_state(json::serialize(one));
        if (!number) continue;
        page.numbers.push_back({number->id,
                                {},
                                {number->digits, number->verified_name, number->is_on_biz_app, number->platform_type,
                                 number->status, number->quality_rating, number->last_onboarded_at.value_or(0)},
                                number->last_onboarded_at.value_or(0)});
    }
    const json::object* paging = object_at(*said, "paging");
    const json::object* cursors =
        paging != nullptr && paging->contains("next") ? object_at(*paging, "cursors") : nullptr;
    if (cursors != nullptr) page.after = text_at(*cursors, "after");
    return page;
}

std::optional<std::vector<std::string>> read_app_fields(std::string_view body) {
    const auto said = parse_object(body);
    const json::array* list = said ? array_at(*said, "data") : nullptr;
    if (list == nullptr) return std::nullopt;
    std::vector<std::string> names;
    for (const json::value& one : *list) {
        const json::object* subscription = one.if_object();
        if (subscription == nullptr || text_at(*subscription, "object") != "whatsapp_business_account") continue;
        const json::array* fields = array_at(*subscription, "fields");
        if (fields == nullptr) continue;
        for (const json::value& field : *fields) {
            if (const json::object* named = field.if_object()) {
                names.push_back(text_at(*named, "name"));
            } else if (field.is_string()) {
                names.emplace_back(field.get_string());
            }
        }
    }
    return names;
}

std::optional<SyncAccepted> read_sync_accepted(std::string_view body) {
    const auto said = parse_object(body);
    if (!said) return std::nullopt;
    SyncAccepted accepted{text_at(*said, "request_id")};
    if (accepted.request_id.empty() && !bool_at(*said, "success").value_or(false)) return std::nullopt;
    return accepted;
}

}  // namespace coexist::cloud
