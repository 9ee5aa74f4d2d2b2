#include "channels/cloud/content_parts.hpp"

#include <array>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace coexist::cloud {
namespace {

using Keys = std::initializer_list<std::string_view>;
using Parts = std::map<std::string, std::string>;

/// Writes one JSON object, member by member. Keys are ours and need no escaping.
class Picked {
  public:
    void add(std::string_view key, const json::element& value) { add_text(key, json::minified(value)); }
    void add_text(std::string_view key, std::string_view value) {
        text_ += text_.empty() ? "{\"" : ",\"";
        text_.append(key).append("\":").append(value);
    }
    void pick(const json::object& from, Keys keys) {
        for (const std::string_view key : keys) {
            if (const auto value = json::member(from, key)) add(key, *value);
        }
    }
    [[nodiscard]] std::string take() && { return text_.empty() ? std::string("{}") : std::move(text_) + '}'; }

  private:
    std::string text_;
};

std::string picked(const json::object& from, Keys keys) {
    Picked object;
    object.pick(from, keys);
    return std::move(object).take();
}

void put(Parts& parts, const json::object& item, std::string_view name, Keys keys) {
    if (const auto inner = json::object_at(item, name)) parts.emplace(name, picked(*inner, keys));
}

/// {"type":"list_reply","id":...}: the kind of reply and what stands under its name.
void put_reply(Parts& parts, const json::object& item) {
    const auto interactive = json::object_at(item, "interactive");
    if (!interactive) return;
    Picked reply;
    reply.pick(*interactive, {"type"});
    if (const auto inner = json::object_at(*interactive, json::string_at(*interactive, "type"))) {
        reply.pick(*inner, {"id", "title", "description", "name", "body", "response_json", "response",
                            "expiration_timestamp", "response_source"});
    }
    parts.emplace("interactive", std::move(reply).take());
}

void put_context(Parts& parts, const json::object& item) {
    const auto context = json::object_at(item, "context");
    if (!context) return;
    if (json::true_at(*context, "forwarded")) parts["forwarded"] = "\"once\"";
    if (json::true_at(*context, "frequently_forwarded")) parts["forwarded"] = "\"often\"";
    put(parts, *context, "referred_product", {"catalog_id", "product_retailer_id"});
}

void put_array(Parts& parts, const json::object& item, std::string_view name) {
    const auto found = json::member(item, name);
    if (found && found->is_array()) parts.emplace(name, json::minified(*found));
}

}  // namespace

Parts parts_of(const json::object& item, const std::string& type) {
    Parts parts;
    if (type == "location") put(parts, item, type, {"latitude", "longitude", "name", "address", "url"});
    if (type == "contacts") put_array(parts, item, type);
    if (type == "button") put(parts, item, type, {"text", "payload"});
    if (type == "interactive") put_reply(parts, item);
    if (type == "order") put(parts, item, type, {"catalog_id", "text", "product_items"});
    if (type == "system") {
        put(parts, item, type,
            {"type", "wa_id", "user_id", "parent_user_id", "previous_user_id", "previous_parent_user_id"});
    }
    if (type == "unsupported") put(parts, item, type, {"type"});
    put(parts, item, "referral",
        {"source_url", "source_id", "source_type", "headline", "body", "media_type", "image_url", "video_url",
         "thumbnail_url", "ctwa_clid", "welcome_message"});
    put_context(parts, item);
    // Where the cards' origin stood before it moved onto each card.
    const auto origin = json::member(item, "origin");
    if (type == "contacts" && origin && origin->is_string()) parts["contacts_origin"] = json::minified(*origin);
    return parts;
}

}  // namespace coexist::cloud
