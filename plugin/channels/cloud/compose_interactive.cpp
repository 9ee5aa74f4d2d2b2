#include <boost/json.hpp>
#include <set>

#include "channels/cloud/compose.hpp"
#include "channels/cloud/file_rules.hpp"

namespace coexist::cloud {
namespace json = boost::json;
namespace {

constexpr std::size_t most_rows = 10;

std::string place(const char* list, std::size_t index, const char* field) {
    return std::string("/") + list + "/" + std::to_string(index) + "/" + field;
}

Result<json::object> buttons_of(const json::object& input) {
    json::array buttons;
    std::set<std::string> titles;
    std::set<std::string> ids;
    const json::array& given = input.at("buttons").as_array();
    for (std::size_t index = 0; index < given.size(); ++index) {
        const json::object& button = given[index].as_object();
        const std::string title = text_in(button, "title");
        const std::string id = text_in(button, "id");
        if (!titles.insert(title).second) {
            return field_refused(place("buttons", index, "title"), "Must differ from the titles of the others.");
        }
        if (!ids.insert(id).second) {
            return field_refused(place("buttons", index, "id"), "Must differ from the ids of the others.");
        }
        buttons.push_back(json::object{{"type", "reply"}, {"reply", json::object{{"id", id}, {"title", title}}}});
    }
    return json::object{{"buttons", std::move(buttons)}};
}

Result<json::object> list_of(const json::object& input) {
    const json::array& sections = input.at("sections").as_array();
    std::size_t rows = 0;
    std::set<std::string> ids;
    for (std::size_t index = 0; index < sections.size(); ++index) {
        const json::object& section = sections[index].as_object();
        if (sections.size() > 1 && text_in(section, "title").empty()) {
            return field_refused(place("sections", index, "title"),
                                 "Is missing: where there are several sections, each needs a title.");
        }
        const json::array& of_section = section.at("rows").as_array();
        for (std::size_t row = 0; row < of_section.size(); ++row) {
            if (++rows > most_rows) {
                return field_refused(place("sections", index, "rows"),
                                     "WhatsApp takes at most 10 rows over all sections.");
            }
            if (!ids.insert(text_in(of_section[row].as_object(), "id")).second) {
                return field_refused(place("sections", index, "rows/") + std::to_string(row) + "/id",
                                     "Must differ from the ids of the other rows.");
            }
        }
    }
    return json::object{{"button", input.at("button")}, {"sections", sections}};
}

Result<json::object> link_of(const json::object& input) {
    return json::object{{"name", "cta_url"},
                        {"parameters", json::object{{"display_text", input.at("label")}, {"url", input.at("url")}}}};
}

// A label of a flow takes no emoji: those lie beyond the Basic Multilingual Plane (four bytes of UTF-8), or are the
// dingbats and symbols from U+2600 to U+27BF.
bool has_emoji(const std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0xF0) return true;
        if (byte == 0xE2 && at + 1 < text.size()) {
            const auto next = static_cast<unsigned char>(text[at + 1]);
            if (next >= 0x98 && next <= 0x9E) return true;
        }
    }
    return false;
}

Result<json::object> flow_of(const json::object& input, const std::string& callback) {
    const std::string label = text_in(input, "label");
    if (has_emoji(label)) return field_refused("/label", "Must not hold an emoji.");
    if (input.contains("flow_id") == input.contains("flow_name")) {
        return field_refused("/flow_id", "Give either the flow's id or its name.");
    }
    json::object parameters{{"flow_message_version", "3"}, {"flow_cta", label}};
    const char* named = input.contains("flow_id") ? "flow_id" : "flow_name";
    parameters[named] = input.at(named);
    const std::string token = text_in(input, "flow_token");
    parameters["flow_token"] = token.empty() ? callback : token;
    const std::string mode = text_in(input, "mode");
    parameters["mode"] = mode.empty() ? "published" : mode;
    const std::string screen = text_in(input, "screen");
    if (screen.empty() && input.contains("data")) return field_refused("/screen", "Is missing: data belongs to one.");
    if (screen.empty()) {
        parameters["flow_action"] = "data_exchange";
    } else {
        json::object payload{{"screen", screen}};
        if (const json::value* data = input.if_contains("data")) payload["data"] = *data;
        parameters["flow_action"] = "navigate";
        parameters["flow_action_payload"] = std::move(payload);
    }
    return json::object{{"name", "flow"}, {"parameters", std::move(parameters)}};
}

Result<json::object> header_of(const json::object& header, const Draft& draft, bool text_only) {
    if (const std::string text = text_in(header, "text"); !text.empty()) {
        return json::object{{"type", "text"}, {"text", text}};
    }
    if (text_only) return field_refused("/header/file", "A list takes a text as its header only.");
    if (!draft.file) return field_refused("/header", "Give a text or a file.");
    const std::string kind(header_kind(draft.file->mime_type));
    if (auto problem = file_refused(kind, *draft.file, "/header/file")) return std::move(*problem);
    json::object file = file_object(header, draft.callback);
    if (const std::string name = text_in(header, "filename"); kind == "document" && !name.empty()) {
        file["filename"] = name;
    }
    return json::object{{"type", kind}, {kind, std::move(file)}};
}

struct Kind {
    std::string_view action;
    std::string_view type;
};

constexpr Kind kinds[] = {{"send_buttons", "button"},
                          {"send_list", "list"},
                          {"send_link", "cta_url"},
                          {"request_location", "location_request_message"},
                          {"send_flow", "flow"}};

Result<json::object> action_of(const Draft& draft) {
    if (draft.action == "send_buttons") return buttons_of(draft.input);
    if (draft.action == "send_list") return list_of(draft.input);
    if (draft.action == "send_link") return link_of(draft.input);
    if (draft.action == "send_flow") return flow_of(draft.input, draft.callback);
    return json::object{{"name", "send_location"}};
}

}  // namespace

Result<Outgoing> compose_interactive(const Draft& draft) {
    std::string_view type;
    for (const Kind& kind : kinds) {
        if (kind.action == draft.action) type = kind.type;
    }
    if (type.empty()) {
        return Problem{Refusal::unsupported,
                       "action_unknown",
                       "\"" + std::string(draft.action) + "\" sends no message.",
                       "Take one from the list of actions.",
                       {}};
    }
    auto action = action_of(draft);
    if (!action) return action.take_problem();
    Outgoing out{"interactive", json::object(), text_in(draft.input, "text")};
    json::object& content = out.content.as_object();
    content["type"] = json::string_view(type.data(), type.size());
    if (const json::value* header = draft.input.if_contains("header")) {
        auto made = header_of(header->as_object(), draft, type == "list");
        if (!made) return made.take_problem();
        content["header"] = std::move(*made);
    }
    content["body"] = json::object{{"text", out.text}};
    if (const std::string footer = text_in(draft.input, "footer"); !footer.empty()) {
        content["footer"] = json::object{{"text", footer}};
    }
    content["action"] = std::move(*action);
    return out;
}

}  // namespace coexist::cloud
