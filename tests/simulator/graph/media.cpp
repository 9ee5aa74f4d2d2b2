#include "digest.hpp"
#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/graph.hpp"
#include "graph/media_host.hpp"
#include "graph/sent_media.hpp"

namespace sim::graph {
namespace {

constexpr std::int64_t id_life_ms = 7LL * 24 * 3600 * 1000;  // since October 9, 2025
constexpr std::int64_t upload_life_ms = 30LL * 24 * 3600 * 1000;

/// The file, which must be of a number that the caller may see; a wrong `phone_number_id` hides it too.
MediaFile& visible_file(const Call& call) {
    const auto found = call.sim.world.files.find(call.object_id);
    const auto refused = unknown_object(call.request.method, call.object_id);
    if (found == call.sim.world.files.end()) throw refused;
    auto& file = found->second;
    const auto life_ms = file.uploaded ? upload_life_ms : id_life_ms;
    if (file.gone || call.sim.clock.now_ms() - file.stored_at_ms > life_ms) throw refused;
    const auto asked = text_at(call.parameters, "phone_number_id");
    if (!asked.empty() && asked != file.phone_number_id) throw refused;
    const auto* number = call.sim.world.number(file.phone_number_id);
    if (!number || !may_fetch(call.token, call.gateway_number, *number)) throw refused;
    return file;
}

/// The bytes and kind of the part named `file` of a multipart/form-data body; `fields`: the parts that stand before it.
std::pair<std::string, std::string> uploaded(const Call& call, json::object& fields) {
    const auto type = call.request.header("content-type");
    const auto mark = type.find("boundary=");
    if (mark == std::string::npos) throw refusal(100, "The upload is no multipart/form-data.");
    const auto boundary = "--" + type.substr(mark + 9);
    const auto& body = call.request.body;
    for (auto at = body.find(boundary); at != std::string::npos; at = body.find(boundary, at + 1)) {
        const auto head_end = body.find("\r\n\r\n", at);
        const auto end = head_end == std::string::npos ? head_end : body.find("\r\n" + boundary, head_end);
        if (end == std::string::npos) break;
        const auto head = body.substr(at, head_end - at);
        if (head.find("name=\"file\"") == std::string::npos) {
            const auto named = head.find("name=\"");
            const auto quote = named == std::string::npos ? named : head.find('"', named + 6);
            if (quote != std::string::npos) {
                fields[head.substr(named + 6, quote - named - 6)] = body.substr(head_end + 4, end - head_end - 4);
            }
            continue;
        }
        const auto kind = head.find("Content-Type: ");
        const auto stop = kind == std::string::npos ? kind : head.find("\r\n", kind);
        const auto mime = kind == std::string::npos ? std::string() : head.substr(kind + 14, stop - kind - 14);
        return {body.substr(head_end + 4, end - head_end - 4), mime};
    }
    throw refusal(100, "The parameter file is required.");
}

}  // namespace

void read_media(const CallPtr& call, const Answer& answer) {
    const auto& file = visible_file(*call);
    const auto size = file.announced_bytes < 0 ? static_cast<std::int64_t>(file.bytes.size()) : file.announced_bytes;
    json::object told{
        {"messaging_product", "whatsapp"},
        {"url", file.announced_url.empty() ? address_of(call->sim, call->request, file) : file.announced_url},
        {"mime_type", file.mime_type},
        {"sha256", file.announced_sha256.empty() ? sha256_hex(file.bytes) : file.announced_sha256},
        {"file_size", std::to_string(size)},
        {"id", file.id}};
    const auto at_gateway = address_at_gateway(call->sim, call->request, file);
    if (!at_gateway.empty() && file.announced_url.empty()) told["download_url"] = at_gateway;
    answer(200, std::move(told));
}

void delete_media(const CallPtr& call, const Answer& answer) {
    call->sim.world.files.erase(visible_file(*call).id);
    answer(200, {{"success", true}});
}

void upload_media(const CallPtr& call, const Answer& answer) {
    const auto& number = visible_number(*call, messaging_scope);
    json::object fields;
    auto [bytes, mime] = uploaded(*call, fields);
    if (text_at(fields, "messaging_product") != "whatsapp") {
        throw refusal(100, "The parameter messaging_product is required.");
    }
    check_upload(mime, bytes.size());
    auto& file = store_file(call->sim, number.id, std::move(bytes), mime);
    file.uploaded = true;
    answer(200, {{"id", file.id}});
}

}  // namespace sim::graph
