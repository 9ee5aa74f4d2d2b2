#include "graph/media_host.hpp"

#include "digest.hpp"
#include "graph/access.hpp"

#include <algorithm>
#include <charconv>

namespace sim::graph {
namespace {

constexpr std::string_view path_of_files = "/whatsapp_business/attachments/";
constexpr std::string_view file_host_of_meta = "https://lookaside.fbsbx.com";
// docs.kapso.ai, "Download media file": a token of four minutes stands for the key.
constexpr std::string_view path_at_kapso = "/meta/whatsapp/v24.0/media_download";
constexpr std::int64_t token_life_ms = 4LL * 60 * 1000;

std::string kind_before(const Simulator& sim, const MediaFile& file) {
    const auto number = sim.world.numbers.find(file.phone_number_id);
    const bool gateway = number != sim.world.numbers.end() && number->second.gateway;
    return gateway ? number->second.gateway->kind : std::string();
}

std::string proof_of(const MediaFile& file, std::int64_t over_at_ms) {
    return hmac_sha256_hex("address of a file", file.id + ":" + std::to_string(over_at_ms)).substr(0, 24);
}

std::string raw_sha256(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        int value = 0;
        std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
        bytes.push_back(static_cast<char>(value));
    }
    return bytes;
}

bool knows_caller(Simulator& sim, const HttpRequest& request, const Number& number) {
    for (const auto& [name, value] : request.headers) {
        const auto* gateway_number = sim.world.number_of_gateway_key(name, value);
        if (gateway_number) return may_fetch(nullptr, gateway_number, number);
    }
    const auto authorization = request.header("authorization");
    if (authorization.rfind("Bearer ", 0) != 0) return false;
    const auto token = sim.world.tokens.find(authorization.substr(7));
    return token != sim.world.tokens.end() && !invalid_subcode(token->second, sim.clock) &&
           may_fetch(&token->second, nullptr, number);
}

bool shows_key(Simulator& sim, const HttpRequest& request) {
    return !request.header("authorization").empty() ||
           std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& field) {
               return sim.world.number_of_gateway_key(field.first, field.second) != nullptr;
           });
}

void log(Simulator& sim, const HttpRequest& request, const std::string& id, std::string_view outcome, int status) {
    sim.calls.add({{"at_ms", sim.clock.now_ms()},
                   {"method", request.method},
                   {"path", request.path},
                   {"endpoint", "media_file"},
                   {"object_id", id},
                   {"with_key", shows_key(sim, request)},
                   {"outcome", outcome},
                   {"answered", true},
                   {"forbidden", false},
                   {"response", {{"status", status}}}});
}

HttpReply answer_to(Simulator& sim, const HttpRequest& request) {
    const bool at_kapso = request.path == path_at_kapso;
    const auto id = request.parameter("mid");
    const auto refuse = [&](int status, std::string_view why) {
        log(sim, request, id, why, status);
        return HttpReply{status, {{"Content-Type", "text/plain"}}, std::string(why), false, {}};
    };
    const auto found = sim.world.files.find(id);
    if (found == sim.world.files.end()) return refuse(404, "no such file");
    auto& file = found->second;
    std::int64_t over_at_ms = 0;
    const auto ext = request.parameter("ext");
    std::from_chars(ext.data(), ext.data() + ext.size(), over_at_ms);
    if (request.parameter("hash") != proof_of(file, over_at_ms)) return refuse(404, "not an address of ours");
    if (sim.clock.now_ms() >= over_at_ms || file.gone) return refuse(404, "the address is over");
    const auto* number = sim.world.number(file.phone_number_id);
    if (at_kapso != (kind_before(sim, file) == "kapso")) return refuse(404, "not an address of ours");
    if (!number || (!at_kapso && !knows_caller(sim, request, *number))) return refuse(401, "no key");
    if (file.status != 200 && file.status_left != 0) {
        if (file.status_left > 0) --file.status_left;
        return refuse(file.status, "as it was told");
    }
    if (!file.redirect_to.empty()) {
        auto reply = refuse(302, "elsewhere");
        reply.headers.emplace_back("Location", file.redirect_to);
        return reply;
    }
    log(sim, request, id, "sent", 200);
    HttpReply reply{200, {{"Content-Type", file.mime_type}}, file.bytes, false, {}};
    reply.drip = {file.part_bytes, file.pause_ms, file.cut_after};
    return reply;
}

}  // namespace

MediaFile& store_file(Simulator& sim, const std::string& phone_number_id, std::string bytes, std::string mime_type) {
    MediaFile file;
    auto number = 1110000000000000ULL + sim.world.files.size();
    while (sim.world.files.count(std::to_string(number)) != 0) ++number;
    file.id = std::to_string(number);
    file.phone_number_id = phone_number_id;
    file.mime_type = mime_type.empty() ? "application/octet-stream" : std::move(mime_type);
    file.bytes = std::move(bytes);
    file.stored_at_ms = sim.clock.now_ms();
    return sim.world.files.emplace(file.id, file).first->second;
}

std::string address_of(Simulator& sim, const HttpRequest& request, const MediaFile& file) {
    const auto over_at_ms = sim.clock.now_ms() + file.url_life_ms;
    const auto kind = kind_before(sim, file);
    const bool at_meta = kind == "d360" || kind == "kapso";  // both pass on what Meta says
    return (at_meta ? std::string(file_host_of_meta) : "http://" + request.header("host")) +
           std::string(path_of_files) + "?mid=" + file.id + "&source=webhook&ext=" + std::to_string(over_at_ms) +
           "&hash=" + proof_of(file, over_at_ms);
}

std::string address_at_gateway(Simulator& sim, const HttpRequest& request, const MediaFile& file) {
    if (kind_before(sim, file) != "kapso") return {};
    const auto over_at_ms = sim.clock.now_ms() + token_life_ms;
    return "http://" + request.header("host") + std::string(path_at_kapso) + "?mid=" + file.id +
           "&ext=" + std::to_string(over_at_ms) + "&hash=" + proof_of(file, over_at_ms);
}

json::object shown_in_webhook(Simulator& sim, const HttpRequest& request, const MediaFile& file) {
    const auto hash = file.announced_sha256.empty() ? sha256_hex(file.bytes) : file.announced_sha256;
    return {{"mime_type", file.mime_type},
            {"sha256", base64(raw_sha256(hash))},
            {"id", file.id},
            {"url", address_of(sim, request, file)}};
}

bool may_fetch(const Token* token, const Number* gateway_number, const Number& number) {
    if (gateway_number) return gateway_number->id == number.id;
    return token && !number.gateway && token->holds(number.waba_id);
}

bool serve_file(Simulator& sim, const HttpRequest& request, const Respond& respond) {
    if (request.method != "GET" || (request.path != path_of_files && request.path != path_at_kapso)) return false;
    const auto found = sim.world.files.find(request.parameter("mid"));
    const auto latency = found == sim.world.files.end() ? 0 : found->second.latency_ms;
    auto reply = answer_to(sim, request);
    if (latency <= 0) {
        respond(std::move(reply));
    } else {
        sim.after(latency, [respond, reply = std::move(reply)] { respond(reply); });
    }
    return true;
}

}  // namespace sim::graph
