#include "actions/template_choice.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "channels/cloud/template_values.hpp"
#include "store/templates.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* kept_as = "template_form";
constexpr std::size_t most_shown = 20;

Problem unknown(const std::string& name, const std::string& language) {
    return {Refusal::not_found,
            "template_unknown",
            "The account has no template \"" + name + "\" in the language \"" + language + "\".",
            "Take one from the account's list of templates; \"sync_templates\" reads it anew.",
            {}};
}

Problem not_sendable(const TemplateRow& row) {
    std::string detail = "WhatsApp does not send this template: its status is " + row.status;
    if (!row.reason.empty()) detail += " (" + row.reason + ")";
    return {Refusal::conflict,
            "template_not_sendable",
            detail + ".",
            "Choose another template, or let an admin look at this one in WhatsApp Manager.",
            {}};
}

std::string body_of(const TemplateRow& row) {
    json::error_code failed;
    const json::value components = json::parse(row.components, failed);
    if (failed || !components.is_array()) return {};
    const json::object* body = cloud::component_of(components.get_array(), "BODY");
    const json::value* text = body == nullptr ? nullptr : body->if_contains("text");
    return text == nullptr || !text->is_string() ? std::string() : std::string(text->get_string());
}

}  // namespace

Outcome resolve_template(Session& session, const AccountRow& account, const Identity& recipient, json::object& input) {
    if (!template_list(session, account.waba_id)) return std::monostate{};
    const std::string name(input.at("name").as_string());
    const std::string language(input.at("language").as_string());
    const auto row = find_template(session, account, name, language);
    if (!row) return unknown(name, language);
    if (!sendable(*row)) return not_sendable(*row);
    if (row->category == "AUTHENTICATION" && recipient.kind != IdentityKind::wa_id) {
        return Problem{
            Refusal::conflict,
            "recipient_needs_phone",
            "Templates with a code (authentication) go to phone numbers only, and this guest's is not known.",
            "Ask the guest for the phone number, or choose another template.",
            {}};
    }
    input[kept_as] = json::object{{"format", row->parameter_format}, {"components", row->components}};
    return std::monostate{};
}

std::optional<TemplateForm> form_kept_in(const json::object& input) {
    const json::value* kept = input.if_contains(kept_as);
    if (kept == nullptr) return std::nullopt;
    const json::object& form = kept->as_object();
    return TemplateForm{std::string(form.at("format").as_string()), std::string(form.at("components").as_string())};
}

json::array templates_that_go_out(Session& session, const AccountRow& account) {
    json::array shown;
    for (const TemplateRow& row : templates_of(session, account)) {
        if (!sendable(row) || row.category == "AUTHENTICATION") continue;
        if (shown.size() == most_shown) break;
        shown.push_back(json::object{
            {"name", row.name}, {"language", row.language}, {"category", row.category}, {"text", body_of(row)}});
    }
    return shown;
}

}  // namespace coexist
