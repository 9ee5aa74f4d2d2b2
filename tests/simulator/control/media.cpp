#include "control/control.hpp"
#include "digest.hpp"
#include "documents/world_document.hpp"
#include "graph/media_host.hpp"
#include "phone/phone.hpp"

namespace sim::control {
namespace {

void read_size(const json::object& document, std::string_view key, std::size_t& target) {
    if (const auto number = integer_at(document, key); number && *number >= 0) {
        target = static_cast<std::size_t>(*number);
    }
}

std::string bytes_of(const json::object& document) {
    if (document.contains("base64")) return base64_decode(text_at(document, "base64"));
    const auto text = text_at(document, "text");
    const auto size = integer_at(document, "size");
    if (!size) return text;
    std::string bytes;
    while (bytes.size() < static_cast<std::size_t>(*size)) bytes += text.empty() ? "0123456789abcdef" : text;
    bytes.resize(static_cast<std::size_t>(*size));
    return bytes;
}

void read_behaviour(const json::object& document, MediaFile& file) {
    file.gone = flag_at(document, "gone", file.gone);
    file.url_life_ms = integer_at(document, "url_life_ms").value_or(file.url_life_ms);
    file.announced_sha256 = text_at(document, "announced_sha256", file.announced_sha256);
    file.announced_bytes = integer_at(document, "announced_bytes").value_or(file.announced_bytes);
    file.announced_url = text_at(document, "announced_url", file.announced_url);
    file.redirect_to = text_at(document, "redirect_to", file.redirect_to);
    file.latency_ms = integer_at(document, "latency_ms").value_or(file.latency_ms);
    file.pause_ms = integer_at(document, "pause_ms").value_or(file.pause_ms);
    read_size(document, "part_bytes", file.part_bytes);
    read_size(document, "cut_after", file.cut_after);
    if (const auto status = integer_at(document, "status")) {
        file.status = static_cast<int>(*status);
        file.status_left = integer_at(document, "status_times").value_or(-1);
    }
}

}  // namespace

void put_media_document(Ask ask) {
    MediaFile* file = nullptr;
    if (const auto id = text_at(ask.document, "id"); !id.empty()) {
        const auto found = ask.sim.world.files.find(id);
        if (found == ask.sim.world.files.end()) throw WorldDocumentError("'id' names no file.");
        file = &found->second;
        if (ask.document.contains("text") || ask.document.contains("base64")) file->bytes = bytes_of(ask.document);
    } else {
        const auto& number = phone::number_of(ask.sim, ask.document);
        file = &graph::store_file(ask.sim, number.id, bytes_of(ask.document), text_at(ask.document, "mime_type"));
    }
    read_behaviour(ask.document, *file);
    ask.answer(200, {{"id", file->id},
                     {"bytes", file->bytes.size()},
                     {"sha256", sha256_hex(file->bytes)},
                     {"content", graph::shown_in_webhook(ask.sim, ask.request, *file)}});
}

json::object with_media_content(Simulator& sim, const HttpRequest& request, json::object script) {
    const auto id = text_at(script, "media");
    if (id.empty()) return script;
    const auto found = sim.world.files.find(id);
    if (found == sim.world.files.end()) throw phone::Impossible(404, "'media' names no file; POST it to /_sim/media.");
    auto content = graph::shown_in_webhook(sim, request, found->second);
    if (const auto* given = object_at(script, "content")) {
        for (const auto& [key, value] : *given) content[key] = value;
    }
    if (!script.contains("type"))
        script["type"] = std::string(found->second.mime_type, 0, found->second.mime_type.find('/'));
    script["content"] = std::move(content);
    return script;
}

}  // namespace sim::control
