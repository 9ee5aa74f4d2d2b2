#include "channels/cloud/compose.hpp"

#include <array>
#include <boost/json.hpp>

#include "channels/cloud/file_rules.hpp"

namespace coexist::cloud {
namespace json = boost::json;
namespace {

struct FileAction {
    std::string_view action;
    std::string_view kind;
};

constexpr std::array file_actions = {FileAction{"send_image", "image"}, FileAction{"send_video", "video"},
                                     FileAction{"send_audio", "audio"}, FileAction{"send_document", "document"},
                                     FileAction{"send_sticker", "sticker"}};

void copy(const json::object& from, json::object& into, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (const json::value* value = from.if_contains(name)) into[name] = *value;
    }
}

Outgoing text_of(const json::object& input) {
    Outgoing out{"text", json::object(), text_in(input, "text")};
    json::object& content = out.content.as_object();
    const json::value* preview = input.if_contains("preview_url");
    content["preview_url"] = preview != nullptr && preview->as_bool();
    content["body"] = out.text;
    return out;
}

Outgoing location_of(const json::object& input) {
    Outgoing out{"location", json::object(), text_in(input, "name")};
    copy(input, out.content.as_object(), {"latitude", "longitude", "name", "address"});
    if (out.text.empty()) out.text = text_in(input, "address");
    out.parts["location"] = json::serialize(out.content);
    return out;
}

Outgoing reaction_of(const Draft& draft) {
    // An empty emoji takes the reaction back.
    return {"reaction", json::object{{"message_id", draft.message_wamid}, {"emoji", text_in(draft.input, "emoji")}}};
}

}  // namespace

std::string text_in(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    const json::string* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

Problem field_refused(std::string path, std::string detail) {
    return {Refusal::invalid,
            "input_invalid",
            "What was entered does not fit what WhatsApp takes.",
            "Correct the fields that are named, then try again.",
            {{std::move(path), std::move(detail)}}};
}

json::object file_object(const json::object& from, const std::string& callback) {
    if (const std::string link = text_in(from, "link"); !link.empty()) return {{"link", link}};
    return {{"id", file_reference(callback)}};
}

Result<Outgoing> compose_file(std::string_view kind, const Draft& draft) {
    if (draft.file) {
        if (auto problem = file_refused(kind, *draft.file, "/file")) return std::move(*problem);
    }
    Outgoing out{std::string(kind), file_object(draft.input, draft.callback), text_in(draft.input, "caption")};
    json::object& content = out.content.as_object();
    if (!out.text.empty()) content["caption"] = out.text;
    if (kind == "document") {
        const std::string name = text_in(draft.input, "filename");
        if (!name.empty()) content["filename"] = name;
    }
    if (kind == "audio" && draft.input.contains("voice")) {
        const bool voice = draft.input.at("voice").as_bool();
        if (voice && draft.file && draft.file->mime_type.rfind("audio/ogg", 0) != 0) {
            return field_refused("/voice", "A voice note must be an OGG file (audio/ogg, opus, mono).");
        }
        if (voice) content["voice"] = true;
    }
    return out;
}

Result<Outgoing> compose(const Draft& draft) {
    for (const FileAction& one : file_actions) {
        if (one.action == draft.action) return compose_file(one.kind, draft);
    }
    if (draft.action == "send_text") return text_of(draft.input);
    if (draft.action == "send_location") return location_of(draft.input);
    if (draft.action == "send_contacts") return compose_cards(draft);
    if (draft.action == "react") return reaction_of(draft);
    if (draft.action == "send_template") return compose_template(draft);
    return compose_interactive(draft);
}

std::string request_body(const Envelope& envelope, const Outgoing& outgoing) {
    json::object body;
    body["messaging_product"] = "whatsapp";
    body["recipient_type"] = "individual";
    if (envelope.recipient.kind == IdentityKind::wa_id) {
        body["to"] = "+" + digits_of(envelope.recipient.value);
    } else {
        body["recipient"] = envelope.recipient.value;
    }
    if (!envelope.reply_to.empty()) body["context"] = json::object{{"message_id", envelope.reply_to}};
    body["type"] = outgoing.type;
    body[outgoing.type] = outgoing.content;
    if (!envelope.callback.empty()) body["biz_opaque_callback_data"] = envelope.callback;
    return json::serialize(body);
}

}  // namespace coexist::cloud
