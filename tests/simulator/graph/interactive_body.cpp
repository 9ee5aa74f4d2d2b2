#include "graph/interactive_body.hpp"

#include "graph/body_parts.hpp"
#include "graph/errors.hpp"

#include <set>

namespace sim::graph {
namespace {

const json::array& list_of(const json::object& object, const std::string& key, const std::string& shown) {
    const auto* list = array_at(object, key);
    if (!list || list->empty()) missing(shown);
    return *list;
}

const json::object& element(const json::value& value, const std::string& shown) {
    const auto* object = value.if_object();
    if (!object) throw refusal(100, "Param " + shown + " must be a JSON object.");
    return *object;
}

void check_reply_buttons(const json::object& action) {
    const auto& buttons = list_of(action, "buttons", "interactive['action']['buttons']");
    if (buttons.size() > 3) invalid("A message takes at most 3 buttons.");
    std::set<std::string> titles;
    std::set<std::string> ids;
    for (const auto& each : buttons) {
        const auto& button = element(each, "buttons");
        if (text_at(button, "type") != "reply") invalid("Param buttons['type'] must be reply.");
        const auto& reply = part(button, "reply");
        if (!ids.insert(bounded(reply, "id", "reply['id']", 256)).second) invalid("Two buttons have one id.");
        if (!titles.insert(bounded(reply, "title", "reply['title']", 20)).second)
            invalid("Two buttons have one title.");
    }
}

void check_list(const json::object& action) {
    bounded(action, "button", "action['button']", 20);
    const auto& sections = list_of(action, "sections", "action['sections']");
    if (sections.size() > 10) invalid("A list takes at most 10 sections.");
    std::size_t rows_in_all = 0;
    std::set<std::string> ids;
    for (const auto& each : sections) {
        const auto& section = element(each, "sections");
        if (sections.size() > 1 || section.contains("title")) bounded(section, "title", "section['title']", 24);
        for (const auto& one : list_of(section, "rows", "section['rows']")) {
            const auto& row = element(one, "rows");
            if (++rows_in_all > 10) invalid("A list takes at most 10 rows over all sections.");
            if (!ids.insert(bounded(row, "id", "row['id']", 200)).second) invalid("Two rows have one id.");
            bounded(row, "title", "row['title']", 24);
            if (row.contains("description")) bounded(row, "description", "row['description']", 72);
        }
    }
}

void check_link(const json::object& action) {
    if (text_at(action, "name") != "cta_url") invalid("Param action['name'] must be cta_url.");
    const auto& parameters = part(action, "parameters");
    bounded(parameters, "display_text", "parameters['display_text']", 20);
    if (bounded(parameters, "url", "parameters['url']", 2000).rfind("http", 0) != 0) invalid("Param url is not a URL.");
}

void check_flow(const json::object& action) {
    if (text_at(action, "name") != "flow") invalid("Param action['name'] must be flow.");
    const auto& parameters = part(action, "parameters");
    if (text_at(parameters, "flow_message_version") != "3") invalid("Param flow_message_version must be \"3\".");
    if (parameters.contains("flow_id") == parameters.contains("flow_name")) {
        invalid("A flow needs exactly one of flow_id and flow_name.");
    }
    bounded(parameters, "flow_cta", "parameters['flow_cta']", 30);
    const auto action_name = text_at(parameters, "flow_action", "navigate");
    if (action_name != "navigate" && action_name != "data_exchange") invalid("Param flow_action is not known.");
    const auto* payload = object_at(parameters, "flow_action_payload");
    if (action_name == "navigate" && (!payload || text_at(*payload, "screen").empty())) {
        missing("flow_action_payload['screen']");
    }
}

void check_header(const json::object& header, const std::string& type) {
    const auto kind = text_at(header, "type");
    if (kind == "text") {
        bounded(header, "text", "header['text']", 60);
    } else if (type == "list" || (kind != "image" && kind != "video" && kind != "document")) {
        invalid("Param header['type'] does not fit a message of the type " + type + ".");
    } else {
        part(header, kind);
    }
}

}  // namespace

void check_interactive(const json::object& interactive) {
    const auto type = required_text(interactive, "type", "interactive['type']");
    const auto* action = object_at(interactive, "action");
    if (!action) missing("interactive['action']");
    bounded(part(interactive, "body"), "text", "body['text']", type == "list" ? 4096 : 1024);
    if (interactive.contains("footer")) bounded(part(interactive, "footer"), "text", "footer['text']", 60);
    if (interactive.contains("header")) check_header(part(interactive, "header"), type);
    if (type == "button") return check_reply_buttons(*action);
    if (type == "list") return check_list(*action);
    if (type == "cta_url") return check_link(*action);
    if (type == "flow") return check_flow(*action);
    if (type != "location_request_message") invalid("Param interactive['type'] is not known.");
    if (text_at(*action, "name") != "send_location") invalid("Param action['name'] must be send_location.");
}

}  // namespace sim::graph
