#include "message_body.hpp"

#include "graph/body_parts.hpp"
#include "graph/errors.hpp"
#include "graph/interactive_body.hpp"
#include "world.hpp"

#include <algorithm>
#include <array>

namespace sim::graph {
namespace {

constexpr std::size_t text_limit = 4096;
constexpr std::size_t caption_limit = 1024;
constexpr std::size_t callback_token_limit = 512;
constexpr std::size_t contact_cards_limit = 257;

void check_text(const json::object& body) {
    const auto& text = part(body, "text");
    for (const auto& member : text) {
        if (member.key() != "body" && member.key() != "preview_url") {
            throw refusal(100, "Unexpected key \"" + std::string(member.key()) + "\" on param \"text\".");
        }
    }
    if (code_points(required_text(text, "body", "text['body']")) > text_limit) {
        throw refusal(100, "Param text['body'] must be at most 4096 characters long.");
    }
    const auto* preview = text.if_contains("preview_url");
    if (preview && !preview->is_bool()) throw refusal(100, "Param text['preview_url'] must be a boolean.");
}

void check_media(const json::object& body, const std::string& type) {
    const auto& media = part(body, type);
    const bool by_id = media.contains("id");
    if (by_id == media.contains("link")) invalid("Param " + type + " needs exactly one of id and link.");
    const auto where = required_text(media, by_id ? "id" : "link", type + (by_id ? "['id']" : "['link']"));
    if (!by_id && where.rfind("http", 0) != 0) invalid("Param " + type + "['link'] is not a URL.");
    for (const auto& member : media) {
        const auto key = std::string_view(member.key());
        const bool known = key == "id" || key == "link" || (key == "caption" && type != "audio" && type != "sticker") ||
                           (key == "filename" && type == "document") || (key == "voice" && type == "audio");
        if (!known) throw refusal(100, "Unexpected key \"" + std::string(key) + "\" on param \"" + type + "\".");
    }
    if (code_points(text_at(media, "caption")) > caption_limit) {
        throw refusal(100, "Param " + type + "['caption'] must be at most 1024 characters long.");
    }
}

void check_card(const json::value& each) {
    const auto* card = each.if_object();
    if (!card) throw refusal(100, "Param contacts must hold JSON objects.");
    const auto& name = part(*card, "name");
    required_text(name, "formatted_name", "contacts['name']['formatted_name']");
    if (name.size() < 2) missing("contacts['name'] with one part beside formatted_name");
}

void check_location(const json::object& body) {
    const auto& location = part(body, "location");
    for (const std::string key : {"latitude", "longitude"}) {
        const auto* value = location.if_contains(key);
        if (!value) missing("location['" + key + "']");
        if (!value->is_number()) throw refusal(100, "Param location['" + key + "'] must be a number.");
    }
}

void check_contacts(const json::object& body) {
    const auto* cards = array_at(body, "contacts");
    if (!cards || cards->empty()) missing("contacts");
    if (cards->size() > contact_cards_limit) throw refusal(100, "Param contacts must have at most 257 elements.");
    for (const auto& each : *cards) check_card(each);
}

void check_template(const json::object& body) {
    const auto& chosen = part(body, "template");
    required_text(chosen, "name", "template['name']");
    const auto* language = object_at(chosen, "language");
    if (!language) missing("template['language']");
    required_text(*language, "code", "template['language']['code']");
}

void check_content(const json::object& body, const std::string& type) {
    static constexpr std::array<std::string_view, 5> media{"image", "video", "audio", "document", "sticker"};
    if (type == "text") return check_text(body);
    if (std::find(media.begin(), media.end(), type) != media.end()) return check_media(body, type);
    if (type == "location") return check_location(body);
    if (type == "contacts") return check_contacts(body);
    if (type == "interactive") return check_interactive(part(body, "interactive"));
    if (type == "template") return check_template(body);
    if (type == "reaction") {
        required_text(part(body, "reaction"), "message_id", "reaction['message_id']");
        return;
    }
    throw refusal(131051, "Message type \"" + type + "\" is not supported.");
}

void read_address(const json::object& body, Outgoing& outgoing) {
    const auto* to = body.if_contains("to");
    const auto* recipient = body.if_contains("recipient");
    if (!to && !recipient) missing("to");
    if (to) {  // wins when both are given
        if (!to->is_string()) throw refusal(100, "Param to must be a string.");
        outgoing.to_as_given = text_at(body, "to");
        outgoing.wa_id = digits_of(outgoing.to_as_given);
        const bool only_number = outgoing.to_as_given.find_first_not_of("+0123456789 ()-") == std::string::npos;
        if (!only_number || outgoing.wa_id.size() < 7 || outgoing.wa_id.size() > 15) {
            invalid("Param to is not a valid phone number.");
        }
        return;
    }
    outgoing.user_id = text_at(body, "recipient");
    const auto dot = outgoing.user_id.find('.');
    if (dot != 2 || outgoing.user_id.size() < 4) invalid("Param recipient is not a business-scoped user ID.");
}

}  // namespace

Outgoing read_outgoing(const json::object& body) {
    Outgoing outgoing;
    const auto recipient_type = text_at(body, "recipient_type", "individual");
    if (recipient_type != "individual") {
        throw refusal(100, "Param recipient_type must be \"individual\" for this number.");
    }
    read_address(body, outgoing);
    const auto* type = body.if_contains("type");
    if (type && !type->is_string()) throw refusal(100, "Param type must be a string.");
    outgoing.type = text_at(body, "type", "text");
    check_content(body, outgoing.type);
    outgoing.content = body.at(outgoing.type);
    if (body.contains("context")) {
        required_text(part(body, "context"), "message_id", "context['message_id']");
    }
    if (const auto* token = body.if_contains("biz_opaque_callback_data")) {
        if (!token->is_string()) throw refusal(100, "Param biz_opaque_callback_data must be a string.");
        outgoing.callback_token = text_at(body, "biz_opaque_callback_data");
        if (outgoing.callback_token.size() > callback_token_limit) {
            throw refusal(100, "Param biz_opaque_callback_data must be at most 512 characters long.");
        }
    }
    return outgoing;
}

}  // namespace sim::graph
