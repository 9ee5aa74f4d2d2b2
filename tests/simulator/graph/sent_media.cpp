#include "graph/sent_media.hpp"

#include "graph/body_parts.hpp"
#include "graph/errors.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace sim::graph {
namespace {

constexpr std::int64_t upload_life_ms = 30LL * 24 * 3600 * 1000;

struct Kind {
    std::string_view name;
    std::vector<std::string_view> types;  ///< empty: any
    std::size_t most_bytes;
};

const std::array<Kind, 5>& kinds() {
    static const std::array<Kind, 5> all{
        Kind{"image", {"image/jpeg", "image/png"}, 5U << 20U}, Kind{"video", {"video/mp4", "video/3gpp"}, 16U << 20U},
        Kind{"audio", {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16U << 20U},
        Kind{"sticker", {"image/webp"}, 500U << 10U}, Kind{"document", {}, 100U << 20U}};
    return all;
}

bool fits(const Kind& kind, const std::string& mime_type, std::size_t bytes) {
    const bool typed =
        kind.types.empty() || std::find(kind.types.begin(), kind.types.end(), mime_type) != kind.types.end();
    return typed && bytes <= kind.most_bytes;
}

void check_file(const Simulator& sim, const Number& number, const Kind& kind, const json::object& media) {
    const auto id = text_at(media, "id");
    if (id.empty()) return;  // by link: fetched later
    const auto found = sim.world.files.find(id);
    const bool known = found != sim.world.files.end() && found->second.uploaded &&
                       found->second.phone_number_id == number.id &&
                       sim.clock.now_ms() - found->second.stored_at_ms <= upload_life_ms;
    if (!known) invalid("Param " + std::string(kind.name) + "['id'] is not a media id of this number.");
    if (!fits(kind, found->second.mime_type, found->second.bytes.size())) {
        throw refusal(131053,
                      "The file " + found->second.mime_type + " cannot be sent as " + std::string(kind.name) + ".");
    }
}

// In the message itself, in an interactive header, in a template's header.
void look_into(const Simulator& sim, const Number& number, const json::object& object) {
    for (const auto& kind : kinds()) {
        if (const auto* media = object_at(object, kind.name)) check_file(sim, number, kind, *media);
    }
    if (const auto* header = object_at(object, "header")) look_into(sim, number, *header);
    for (const auto* list : {array_at(object, "components"), array_at(object, "parameters")}) {
        if (!list) continue;
        for (const auto& each : *list) {
            if (const auto* inside = each.if_object()) look_into(sim, number, *inside);
        }
    }
}

}  // namespace

void check_sent_media(const Simulator& sim, const Number& number, const Outgoing& outgoing) {
    const auto* content = outgoing.content.if_object();
    if (content) look_into(sim, number, json::object{{outgoing.type, *content}});
    if (content) look_into(sim, number, *content);
}

void check_upload(const std::string& mime_type, std::size_t bytes) {
    const bool sendable =
        mime_type.find('/') != std::string::npos &&
        std::any_of(kinds().begin(), kinds().end(), [&](const Kind& kind) { return fits(kind, mime_type, bytes); });
    if (!sendable || bytes == 0) throw refusal(131053, "The file's type or size is not supported.");
}

}  // namespace sim::graph
