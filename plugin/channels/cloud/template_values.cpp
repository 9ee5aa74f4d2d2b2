#include "channels/cloud/template_values.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "channels/cloud/compose.hpp"
#include "channels/cloud/file_rules.hpp"

namespace coexist::cloud {
namespace json = boost::json;
namespace {

constexpr std::size_t longest_body = 1024;

std::size_t letters_in(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

json::array components_of(const TemplateForm& form) {
    json::error_code failed;
    json::value parsed = json::parse(form.components, failed);
    return !failed && parsed.is_array() ? std::move(parsed.get_array()) : json::array();
}

std::string text_of(const json::object* component) {
    return component == nullptr ? std::string() : text_in(*component, "text");
}

bool same(const std::string& one, const std::string& other) {
    return one.size() == other.size() && std::equal(one.begin(), one.end(), other.begin(), [](char left, char right) {
               return (left | 0x20) == (right | 0x20);
           });
}

const ButtonKind* kind_of(const std::string& type) {
    for (const ButtonKind& kind : button_kinds) {
        if (type == kind.type) return &kind;
    }
    return nullptr;
}

std::string how_many(std::size_t count) {
    return count == 0 ? "no value" : count == 1 ? "one value" : std::to_string(count) + " values";
}

// Meta, 132018: neither line breaks nor tabs, nor more than four spaces in a row.
bool breaks_line(const std::string& value) {
    return value.find_first_of("\n\r\t") != std::string::npos || value.find("     ") != std::string::npos;
}

/// By placeholder: what the input says of the body.
std::map<std::string, std::string> values_in(const json::object& input) {
    std::map<std::string, std::string> values;
    if (const json::value* list = input.if_contains("values")) {
        const json::array& given = list->as_array();
        for (std::size_t place = 0; place < given.size(); ++place) {
            values[std::to_string(place + 1)] = std::string(given[place].as_string());
        }
    }
    if (const json::value* named = input.if_contains("named_values")) {
        const json::object& given = named->as_object();
        for (const auto& [name, value] : given) values[std::string(name)] = std::string(value.as_string());
    }
    return values;
}

std::optional<Problem> body_refused(const json::object& input, const json::object* body, bool named) {
    const std::string text = text_of(body);
    const std::vector<std::string> wanted = placeholders(text);
    const std::map<std::string, std::string> given = values_in(input);
    const std::string field = named ? "/named_values" : "/values";
    if (!given.empty() && input.contains("named_values") != named) {
        return field_refused(named ? "/values" : "/named_values",
                             named ? "This template has named values: give named_values."
                                   : "This template has numbered values: give values.");
    }
    if (given.size() != wanted.size()) {
        return field_refused(
            field, "The template takes " + how_many(wanted.size()) + ", and " + how_many(given.size()) + " was given.");
    }
    std::size_t length = letters_in(text);
    for (const std::string& name : wanted) {
        const auto value = given.find(name);
        const std::string place = named ? field + "/" + name : field;
        if (value == given.end()) return field_refused(place, "Is missing: the template has {{" + name + "}}.");
        if (breaks_line(value->second)) {
            return field_refused(place, "Must not hold line breaks, tabs or more than four spaces in a row.");
        }
        length += letters_in(value->second);
        length -= std::min(length, name.size() + 4);
    }
    if (length > longest_body) {
        return field_refused(field, "The text is longer than 1024 characters with these values.");
    }
    return std::nullopt;
}

std::optional<Problem> header_refused(const json::object& input, const std::optional<FileFacts>& file,
                                      const json::object* header, bool named) {
    const json::value* said = input.if_contains("header");
    const json::object* given = said == nullptr ? nullptr : &said->as_object();
    const std::string format = header == nullptr ? std::string() : text_in(*header, "format");
    const bool with_file = format == "IMAGE" || format == "VIDEO" || format == "DOCUMENT";
    const bool with_place = format == "LOCATION";
    const bool with_value = !placeholders(text_of(header)).empty();
    if (!with_file && !with_place && !with_value) {
        if (given == nullptr) return std::nullopt;
        return field_refused("/header", "The header of this template takes no value.");
    }
    if (given == nullptr) {
        const std::string what = with_file ? "a file (" + format + ")" : with_place ? "a location" : "a text";
        return field_refused("/header", "Is missing: the template's header takes " + what + ".");
    }
    if (with_value) {
        const std::string name = text_in(*given, "name");
        if (text_in(*given, "text").empty()) return field_refused("/header/text", "Is missing.");
        if (named != !name.empty()) {
            return field_refused("/header/name", named ? "Is missing: this template's values have names."
                                                       : "This template's values have no names.");
        }
        return std::nullopt;
    }
    if (with_place) {
        if (given->contains("location")) return std::nullopt;
        return field_refused("/header/location", "Is missing: the template's header shows a place.");
    }
    if (!file) return field_refused("/header/file", "Is missing: the template's header takes a file (" + format + ").");
    if (!same(std::string(header_kind(file->mime_type)), format)) {
        return field_refused("/header/file", "Must be a file for " + format + ", and is " + file->mime_type + ".");
    }
    return std::nullopt;
}

std::optional<Problem> buttons_refused(const json::object& input, const json::object* component) {
    const json::value* list = component == nullptr ? nullptr : component->if_contains("buttons");
    static const json::array none;
    const json::array& buttons = list != nullptr && list->is_array() ? list->get_array() : none;
    std::set<std::size_t> given;
    if (const json::value* said = input.if_contains("buttons")) {
        const json::array& values = said->as_array();
        for (std::size_t place = 0; place < values.size(); ++place) {
            const json::object& value = values[place].as_object();
            const auto index = static_cast<std::size_t>(value.at("index").to_number<std::int64_t>());
            const std::string field = "/buttons/" + std::to_string(place);
            if (index >= buttons.size() || !given.insert(index).second) {
                return field_refused(field + "/index", "The template has no further button at this place.");
            }
            const std::string type = text_in(buttons[index].as_object(), "type");
            const ButtonKind* kind = kind_of(type);
            if (kind == nullptr || !value.contains(kind->field)) {
                return field_refused(field, "The button at this place is of the type " + type + ".");
            }
        }
    }
    for (std::size_t index = 0; index < buttons.size(); ++index) {
        const json::object& button = buttons[index].as_object();
        if (given.count(index) > 0) continue;
        const std::string type = text_in(button, "type");
        if (type == "URL" && !placeholders(text_in(button, "url")).empty()) {
            return field_refused("/buttons", "The link of button " + std::to_string(index) + " takes a value.");
        }
        if (type == "COPY_CODE") {
            return field_refused("/buttons", "Button " + std::to_string(index) + " takes the code that is copied.");
        }
    }
    return std::nullopt;
}

/// Templates whose values nothing in the input can carry: the platform would refuse them (131008) once they left.
std::optional<Problem> kind_refused(const json::array& components) {
    struct Kind {
        const char* type;
        const char* what;
    };
    constexpr Kind kinds[] = {{"CAROUSEL", "cards side by side (CAROUSEL)"},
                              {"LIMITED_TIME_OFFER", "an offer that ends at a time (LIMITED_TIME_OFFER)"}};
    for (const Kind& kind : kinds) {
        if (component_of(components, kind.type) == nullptr) continue;
        return field_refused("/name", std::string("This template has ") + kind.what +
                                          ", whose values cannot be given here. Choose a template without it.");
    }
    const json::object* component = component_of(components, "BUTTONS");
    const json::value* list = component == nullptr ? nullptr : component->if_contains("buttons");
    if (list == nullptr || !list->is_array()) return std::nullopt;
    for (const json::value& button : list->get_array()) {
        const json::object* one = button.if_object();
        if (one == nullptr || text_in(*one, "type") != "MPM") continue;
        return field_refused("/name",
                             "This template has a list of products (MPM), which cannot be given here. Choose a "
                             "template without it.");
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> placeholders(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
        const std::size_t end = text.find("}}", at);
        if (end == std::string::npos) break;
        std::string name = text.substr(at + 2, end - at - 2);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    return names;
}

const json::object* component_of(const json::array& components, std::string_view type) {
    for (const json::value& one : components) {
        const json::object* object = one.if_object();
        if (object != nullptr && same(text_in(*object, "type"), std::string(type))) return object;
    }
    return nullptr;
}

std::optional<Problem> values_refused(const json::object& input, const std::optional<FileFacts>& file,
                                      const TemplateForm& form) {
    const json::array components = components_of(form);
    const bool named = form.parameter_format == "NAMED";
    if (auto problem = kind_refused(components)) return problem;
    if (auto problem = header_refused(input, file, component_of(components, "HEADER"), named)) return problem;
    if (auto problem = body_refused(input, component_of(components, "BODY"), named)) return problem;
    return buttons_refused(input, component_of(components, "BUTTONS"));
}

std::string filled_body(const json::object& input, const TemplateForm& form) {
    const json::array components = components_of(form);
    std::string text = text_of(component_of(components, "BODY"));
    for (const auto& [name, value] : values_in(input)) {
        const std::string mark = "{{" + name + "}}";
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
            text.replace(at, mark.size(), value);
        }
    }
    return text;
}

}  // namespace coexist::cloud
