#include "channels/cloud/content.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "channels/cloud/content_parts.hpp"
#include "channels/cloud/sha256_text.hpp"

namespace coexist::cloud {
namespace {

enum class Shape { body, media, button, interactive, location, cards, order, notice };

struct KnownType {
    std::string_view name;
    Shape shape;
};

/// Types whose content we read. `notice` is known but is nobody's words.
constexpr std::array known_types{
    KnownType{"text", Shape::body},         KnownType{"image", Shape::media},
    KnownType{"video", Shape::media},       KnownType{"audio", Shape::media},
    KnownType{"document", Shape::media},    KnownType{"sticker", Shape::media},
    KnownType{"button", Shape::button},     KnownType{"interactive", Shape::interactive},
    KnownType{"location", Shape::location}, KnownType{"contacts", Shape::cards},
    KnownType{"order", Shape::order},       KnownType{"system", Shape::notice},
};

const KnownType* known(std::string_view type) {
    for (const KnownType& one : known_types) {
        if (one.name == type) return &one;
    }
    return nullptr;
}

std::string copy_of(std::string_view text) {
    return std::string(text);
}

/// interactive{type: "button_reply", button_reply{title}}: each kind of reply names its text differently.
std::string text_of_reply(const json::object& interactive) {
    const auto reply = json::object_at(interactive, json::string_at(interactive, "type"));
    if (!reply) return {};
    for (const char* key : {"title", "body", "response"}) {
        const std::string_view text = json::string_at(*reply, key);
        if (!text.empty()) return copy_of(text);
    }
    return {};
}

std::string text_of_place(const json::object& location) {
    const std::string_view name = json::string_at(location, "name");
    return copy_of(name.empty() ? json::string_at(location, "address") : name);
}

std::string text_of_cards(const json::object& item) {
    const auto cards = json::array_at(item, "contacts");
    if (!cards) return {};
    std::string names;
    for (const json::element each : *cards) {
        json::object card;
        if (each.get(card) != simdjson::SUCCESS) continue;
        const auto name = json::object_at(card, "name");
        if (!name) continue;
        const std::string_view formatted = json::string_at(*name, "formatted_name");
        if (formatted.empty()) continue;
        if (!names.empty()) names += ", ";
        names += formatted;
    }
    return names;
}

/// Whether the item holds what its type promises.
bool holds(const json::object& item, const KnownType& type) {
    if (type.shape == Shape::notice) return false;
    if (type.shape == Shape::cards) return json::array_at(item, type.name).has_value();
    return json::object_at(item, type.name).has_value();
}

}  // namespace

std::string type_of(const json::object& item) {
    std::string type = json::text_at(item, "type");
    if (!type.empty()) return type;
    for (const std::string_view deed : {"edit", "revoke", "reaction"}) {
        if (json::member(item, deed)) return copy_of(deed);
    }
    for (const KnownType& one : known_types) {
        if (json::member(item, one.name)) return copy_of(one.name);
    }
    return "unknown";
}

std::string text_of_item(const json::object& item, const std::string& type) {
    const KnownType* const kind = known(type);
    if (kind == nullptr) return {};
    if (kind->shape == Shape::cards) return text_of_cards(item);
    const auto inner = json::object_at(item, type);
    if (!inner) return {};
    switch (kind->shape) {
        case Shape::body:
        case Shape::notice:
            return copy_of(json::string_at(*inner, "body"));
        case Shape::media:
            return copy_of(json::string_at(*inner, "caption"));
        case Shape::button:
        case Shape::order:
            return copy_of(json::string_at(*inner, "text"));
        case Shape::interactive:
            return text_of_reply(*inner);
        case Shape::location:
            return text_of_place(*inner);
        case Shape::cards:
            break;
    }
    return {};
}

std::optional<Media> media_of(const json::object& item, const std::string& type) {
    const KnownType* const kind = known(type);
    if (kind == nullptr || kind->shape != Shape::media) return std::nullopt;
    const auto file = json::object_at(item, type);
    if (!file) return std::nullopt;
    Media media;
    media.id = json::text_at(*file, "id");
    media.mime_type = json::string_at(*file, "mime_type");
    media.sha256 = sha256_hex(json::string_at(*file, "sha256"));
    media.filename = json::string_at(*file, "filename");
    media.voice = json::true_at(*file, "voice");
    media.animated = json::true_at(*file, "animated");
    return media;
}

Content content_of(const json::element& item, const std::string& type, const Evidence& evidence, Witness witness) {
    const json::object inside = item.get_object().value_unsafe();
    const KnownType* const kind = known(type);
    Content content;
    content.real = kind != nullptr && holds(inside, *kind);
    content.witness = witness;
    content.evidence = evidence;
    content.type = type;
    content.text = text_of_item(inside, type);
    content.media = media_of(inside, type);
    if (const auto context = json::object_at(inside, "context")) content.reply_to = json::text_at(*context, "id");
    content.raw = json::minified(item);
    content.parts = parts_of(inside, type);
    return content;
}

std::map<StatusError, Evidence> errors_of(const json::object& item, const Evidence& evidence) {
    std::map<StatusError, Evidence> errors;
    const auto told = json::array_at(item, "errors");
    if (!told) return errors;
    for (const json::element each : *told) {
        json::object one;
        if (each.get(one) != simdjson::SUCCESS) continue;
        StatusError error;
        error.code = json::integer_at(one, "code");
        error.title = json::string_at(one, "title");
        if (error.title.empty()) error.title = json::string_at(one, "message");
        if (const auto more = json::object_at(one, "error_data")) error.details = json::string_at(*more, "details");
        errors.emplace(std::move(error), evidence);
    }
    return errors;
}

}  // namespace coexist::cloud
