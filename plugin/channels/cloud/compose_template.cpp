#include <boost/json.hpp>

#include "channels/cloud/compose.hpp"
#include "channels/cloud/file_rules.hpp"
#include "channels/cloud/template_values.hpp"

namespace coexist::cloud {
namespace json = boost::json;
namespace {

json::object text_parameter(const json::value& text, json::string_view name = {}) {
    json::object parameter{{"type", "text"}};
    if (!name.empty()) parameter["parameter_name"] = name;
    parameter["text"] = text;
    return parameter;
}

Result<json::object> header_parameter(const json::object& header, const Draft& draft) {
    if (const json::value* text = header.if_contains("text")) {
        return text_parameter(*text, text_in(header, "name"));
    }
    if (const json::value* place = header.if_contains("location")) {
        return json::object{{"type", "location"}, {"location", *place}};
    }
    if (!draft.file) return field_refused("/header", "Give a text, a file or a location.");
    const std::string kind(header_kind(draft.file->mime_type));
    if (auto problem = file_refused(kind, *draft.file, "/header/file")) return std::move(*problem);
    json::object file = file_object(header, draft.callback);
    if (const std::string name = text_in(header, "filename"); kind == "document" && !name.empty()) {
        file["filename"] = name;
    }
    return json::object{{"type", kind}, {kind, std::move(file)}};
}

json::array body_parameters(const json::object& input) {
    json::array parameters;
    if (const json::value* values = input.if_contains("values")) {
        const json::array& given = values->as_array();
        for (const json::value& value : given) parameters.push_back(text_parameter(value));
    }
    if (const json::value* values = input.if_contains("named_values")) {
        const json::object& given = values->as_object();
        for (const auto& [name, value] : given) parameters.push_back(text_parameter(value, name));
    }
    return parameters;
}

json::object button_component(const json::object& button) {
    for (const ButtonKind& kind : button_kinds) {
        const json::value* value = button.if_contains(kind.field);
        if (value == nullptr) continue;
        json::object parameter{{"type", kind.parameter}};
        parameter[kind.parameter] = *value;
        return {{"type", "button"},
                {"sub_type", kind.sub_type},
                {"index", std::to_string(button.at("index").to_number<std::int64_t>())},
                {"parameters", json::array{std::move(parameter)}}};
    }
    return {};  // the schema lets none through that has no value
}

}  // namespace

// Positional templates have no parameter_name, named ones have one on every parameter (Meta, "Templates: parameters").
Result<Outgoing> compose_template(const Draft& draft) {
    const json::object& input = draft.input;
    if (input.contains("values") && input.contains("named_values")) {
        return field_refused("/named_values", "A template has either numbered or named values, never both.");
    }
    if (draft.form) {
        if (auto problem = values_refused(input, draft.file, *draft.form)) return std::move(*problem);
    }
    Outgoing out{"template", json::object(), text_in(input, "name")};
    json::object& content = out.content.as_object();
    out.needs_window = false;
    if (draft.form) {
        if (std::string read = filled_body(input, *draft.form); !read.empty()) out.text = std::move(read);
    }
    json::array components;
    if (const json::value* header = input.if_contains("header")) {
        auto parameter = header_parameter(header->as_object(), draft);
        if (!parameter) return parameter.take_problem();
        components.push_back(json::object{{"type", "header"}, {"parameters", json::array{std::move(*parameter)}}});
    }
    if (json::array parameters = body_parameters(input); !parameters.empty()) {
        components.push_back(json::object{{"type", "body"}, {"parameters", std::move(parameters)}});
    }
    if (const json::value* buttons = input.if_contains("buttons")) {
        const json::array& given = buttons->as_array();
        for (const json::value& button : given) components.push_back(button_component(button.as_object()));
    }
    content["name"] = input.at("name");
    content["language"] = json::object{{"code", input.at("language")}};
    if (!components.empty()) content["components"] = std::move(components);
    return out;
}

}  // namespace coexist::cloud
