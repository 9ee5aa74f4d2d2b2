#include "graph/template_use.hpp"

#include "graph/body_parts.hpp"
#include "graph/errors.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace sim::graph {
namespace {

constexpr std::size_t body_limit = 1024;

/// The names between double braces, in their order and each once.
std::vector<std::string> placeholders(const std::string& text) {
    std::vector<std::string> names;
    for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
        const auto end = text.find("}}", at);
        if (end == std::string::npos) break;
        auto name = text.substr(at + 2, end - at - 2);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    return names;
}

const json::object* component(const json::array& list, const std::string& type) {
    for (const auto& each : list) {
        const auto* object = each.if_object();
        if (!object) continue;
        auto said = text_at(*object, "type");
        std::transform(said.begin(), said.end(), said.begin(), [](unsigned char c) { return std::toupper(c); });
        if (said == type) return object;
    }
    return nullptr;
}

const json::array& parameters_of(const json::object* component) {
    static const json::array none;
    const auto* list = component ? array_at(*component, "parameters") : nullptr;
    return list ? *list : none;
}

[[noreturn]] void wrong_count(const std::string& where, std::size_t given, std::size_t expected) {
    throw refusal(132000, where + ": number of localizable_params (" + std::to_string(given) +
                              ") does not match the expected number of params (" + std::to_string(expected) + ")");
}

std::size_t check_texts(const MessageTemplate& chosen, const std::string& where, const std::string& text,
                        const json::array& given) {
    const auto names = placeholders(text);
    if (given.size() != names.size()) wrong_count(where, given.size(), names.size());
    const bool named = chosen.parameter_format == "NAMED";
    std::set<std::string> seen;
    std::size_t length = code_points(text);
    for (const auto& each : given) {
        const auto* parameter = each.if_object();
        if (!parameter || text_at(*parameter, "type") != "text") throw refusal(132012, where + ": a text is expected");
        if (parameter->contains("parameter_name") != named) {
            throw refusal(132012, where + ": parameter_name does not fit the template's parameter_format");
        }
        const auto name = text_at(*parameter, "parameter_name");
        if (named && (std::find(names.begin(), names.end(), name) == names.end() || !seen.insert(name).second)) {
            throw refusal(132012, where + ": parameter name \"" + name + "\" is not of the template");
        }
        const auto value = required_text(*parameter, "text", where + "['text']");
        if (value.find('\n') != std::string::npos || value.find('\t') != std::string::npos) {
            throw refusal(132018, where + ": a value must not hold new-line or tab characters");
        }
        length += code_points(value);
    }
    return length;
}

void check_header(const MessageTemplate& chosen, const json::array& sent) {
    const auto* header = component(chosen.components, "HEADER");
    const auto& given = parameters_of(component(sent, "HEADER"));
    const auto format = header ? text_at(*header, "format", "TEXT") : std::string("TEXT");
    if (format == "TEXT") {
        check_texts(chosen, "header", header ? text_at(*header, "text") : std::string(), given);
        return;
    }
    if (given.size() != 1) wrong_count("header", given.size(), 1);
    auto kind = format;
    std::transform(kind.begin(), kind.end(), kind.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto* parameter = given.front().if_object();
    if (!parameter || text_at(*parameter, "type") != kind || !object_at(*parameter, kind)) {
        throw refusal(132012, "header: Format mismatch, expected " + format);
    }
}

void check_buttons(const MessageTemplate& chosen, const json::array& sent) {
    const auto* buttons = component(chosen.components, "BUTTONS");
    const auto* list = buttons ? array_at(*buttons, "buttons") : nullptr;
    std::set<std::int64_t> given;
    for (const auto& each : sent) {
        const auto* object = each.if_object();
        if (!object || text_at(*object, "type") != "button") continue;
        const auto index = std::atoll(text_at(*object, "index").c_str());
        if (!list || index < 0 || static_cast<std::size_t>(index) >= list->size()) {
            throw refusal(132018, "button at index " + std::to_string(index) + " does not exist in the template");
        }
        const auto type = text_at(list->at(static_cast<std::size_t>(index)).as_object(), "type");
        const auto sub_type = text_at(*object, "sub_type");
        if ((type == "URL" && sub_type != "url") || (type == "QUICK_REPLY" && sub_type != "quick_reply") ||
            (type == "COPY_CODE" && sub_type != "copy_code")) {
            throw refusal(132018, "button at index " + std::to_string(index) + " is of the type " + type);
        }
        if (type == "COPY_CODE") {
            const auto& parameters = parameters_of(object);
            const auto* coupon = parameters.size() == 1 ? parameters.front().if_object() : nullptr;
            if (!coupon || text_at(*coupon, "type") != "coupon_code" || text_at(*coupon, "coupon_code").empty()) {
                throw refusal(132018, "button at index " + std::to_string(index) + " takes one coupon_code");
            }
        }
        given.insert(index);
    }
    for (std::size_t index = 0; list && index < list->size(); ++index) {
        const auto& button = list->at(index).as_object();
        const bool needed = text_at(button, "type") == "URL" && text_at(button, "url").find("{{") != std::string::npos;
        if (needed && given.count(static_cast<std::int64_t>(index)) == 0) {
            throw refusal(131008, "Button at index " + std::to_string(index) + " of type Url requires a parameter");
        }
        if (text_at(button, "type") == "COPY_CODE" && given.count(static_cast<std::int64_t>(index)) == 0) {
            throw refusal(131008,
                          "Button at index " + std::to_string(index) + " of type CopyCode requires a parameter");
        }
    }
}

}  // namespace

const MessageTemplate& check_template_use(const Simulator& sim, const Number& number, const Outgoing& outgoing) {
    const auto& used = outgoing.content.as_object();
    const auto name = text_at(used, "name");
    const auto language = text_at(*object_at(used, "language"), "code");
    const auto known = sim.world.templates.find(number.waba_id);
    const MessageTemplate* chosen = nullptr;
    if (known != sim.world.templates.end()) {
        for (const auto& one : known->second) {
            if (one.name == name && one.language == language) chosen = &one;
        }
    }
    if (chosen && chosen->status == "PAUSED") throw refusal(132015);
    if (chosen && chosen->status == "DISABLED") throw refusal(132016);
    if (!chosen || chosen->status != "APPROVED") {
        throw refusal(132001, "template name (" + name + ") does not exist in " + language);
    }
    if (chosen->category == "AUTHENTICATION" && outgoing.wa_id.empty()) throw refusal(131062);
    static const json::array none;
    const auto* sent = array_at(used, "components");
    const auto& components = sent ? *sent : none;
    check_header(*chosen, components);
    const auto* body = component(chosen->components, "BODY");
    const auto length = check_texts(*chosen, "body", body ? text_at(*body, "text") : std::string(),
                                    parameters_of(component(components, "BODY")));
    if (length > body_limit) throw refusal(132005);
    check_buttons(*chosen, components);
    return *chosen;
}

}  // namespace sim::graph
