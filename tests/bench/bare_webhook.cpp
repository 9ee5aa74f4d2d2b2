#include "bare_webhook.hpp"

#include <simdjson.h>

#include <cstring>

#include "hmac.hpp"

namespace bench {
namespace {

std::string text_at(const simdjson::dom::element& parent, std::string_view key) {
    std::string_view text;
    return parent[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

}  // namespace

struct BareDoor::Tools {
    Tools(std::string_view secret, bool items) : hmac(secret), keep_items(items) {}
    Hmac hmac;
    const bool keep_items;
    simdjson::dom::parser parser;
    std::unique_ptr<char[]> padded;
    std::size_t room = 0;
};

BareDoor::BareDoor(std::string_view secret, bool keep_items) : tools_(std::make_unique<Tools>(secret, keep_items)) {}
BareDoor::~BareDoor() = default;

bool BareDoor::let_in(std::string_view body, std::string_view signature, Fields& out) {
    Tools& tools = *tools_;
    if (!tools.hmac.signs(signature, body)) return false;
    if (tools.room < body.size()) {
        tools.room = 2 * body.size();
        tools.padded = std::make_unique<char[]>(tools.room + simdjson::SIMDJSON_PADDING);
    }
    std::memcpy(tools.padded.get(), body.data(), body.size());
    simdjson::dom::element root;
    if (tools.parser.parse(tools.padded.get(), body.size(), false).get(root) != simdjson::SUCCESS) return false;
    simdjson::dom::element value;
    if (root.at_pointer("/entry/0/changes/0/value").get(value) != simdjson::SUCCESS) return false;
    simdjson::dom::element message;
    if (value.at_pointer("/messages/0").get(message) != simdjson::SUCCESS) return false;
    out.from = text_at(message, "from");
    out.wamid = text_at(message, "id");
    out.timestamp = text_at(message, "timestamp");
    out.type = text_at(message, "type");
    simdjson::dom::element part;
    if (message["text"].get(part) == simdjson::SUCCESS) out.text = text_at(part, "body");
    if (value["metadata"].get(part) == simdjson::SUCCESS) out.phone_number_id = text_at(part, "phone_number_id");
    if (value.at_pointer("/contacts/0/profile").get(part) == simdjson::SUCCESS) out.name = text_at(part, "name");
    if (tools.keep_items) out.item = simdjson::minify(message);
    return !out.wamid.empty();
}

}  // namespace bench
