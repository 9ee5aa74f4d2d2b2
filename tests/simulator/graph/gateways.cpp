#include "graph/gateways.hpp"

#include "graph/access.hpp"

#include <algorithm>
#include <cctype>

namespace sim::graph {
namespace {

using Segments = std::vector<std::string>;

bool is(const Segments& segments, std::initializer_list<std::string_view> wanted) {
    return std::equal(segments.begin(), segments.end(), wanted.begin(), wanted.end());
}

Refusal in_own_words(int status, std::string_view why) {
    Refusal refused(status, {{"message", why}, {"status", status}});
    refused.bare = true;
    return refused;
}

// docs.360dialog.com, "Messaging API": the key names the number, so that no path does; one node beside it, the file's.
Segments behind_360dialog(Call& call, Segments segments, Work& work) {
    const auto& method = call.request.method;
    const auto& number = call.gateway_number->id;
    if (method == "POST" && is(segments, {"messages"})) return {number, "messages"};
    if (method == "POST" && is(segments, {"media"})) return {number, "media"};
    if (method == "GET" && is(segments, {"v1", "configs", "templates"})) {
        work = list_configs_templates;
        return {call.gateway_number->waba_id, "templates_of_configs"};
    }
    const bool of_file = segments.size() == 1 && call.sim.world.files.count(segments[0]) != 0;
    if (of_file && (method == "GET" || method == "DELETE")) return segments;
    throw in_own_words(404, "Not Found");
}

// docs.kapso.ai, "Meta proxy": Meta's paths behind /meta/whatsapp/vNN.N. It knows whose a call is by the id in the
// path; a file's id does not tell, so that there the number must be named.
Segments behind_kapso(Call& call, Segments segments) {
    const bool at_base = segments.size() > 3 && segments[0] == "meta" && segments[1] == "whatsapp" &&
                         segments[2].size() > 1 && segments[2].front() == 'v';
    if (!at_base) throw in_own_words(404, "Not Found");
    segments.erase(segments.begin(), segments.begin() + 3);
    const auto& number = *call.gateway_number;
    const auto edge = segments.size() == 2 ? segments[1] : std::string();
    const bool offered = segments[0] == number.id        ? edge.empty() || edge == "messages" || edge == "media"
                         : segments[0] == number.waba_id ? edge == "message_templates" || edge == "phone_numbers"
                                                         : segments.size() == 1;
    if (!offered) throw in_own_words(404, "Not Found");
    const bool of_file = call.sim.world.files.count(segments[0]) != 0;
    if (of_file && call.request.parameter("phone_number_id") != number.id) {
        throw in_own_words(400, "phone_number_id is required");
    }
    return segments;
}

// Any other: Meta's paths, with or without a version, but nothing of onboarding, which is the partner's own.
Segments behind_another(Segments segments) {
    const auto edge = segments.empty() ? std::string() : segments.back();
    for (const std::string_view own : {"subscribed_apps", "smb_app_data", "register", "debug_token"}) {
        if (edge == own) throw in_own_words(404, "Not Found");
    }
    return segments;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::size_t count_at(const Call& call, std::string_view name, std::size_t otherwise) {
    const auto text = call.request.parameter(name);
    const bool number = !text.empty() && text.size() < 6 &&
                        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return number ? std::stoul(text) : otherwise;
}

}  // namespace

Segments behind_gateway(Call& call, Segments segments, Work& work) {
    const auto& kind = call.gateway_number->gateway->kind;
    call.endpoint = "not_offered";
    call.object_id = segments.empty() ? std::string() : segments.front();
    if (kind == "d360") return behind_360dialog(call, std::move(segments), work);
    return kind == "kapso" ? behind_kapso(call, std::move(segments)) : behind_another(std::move(segments));
}

Refusal wrong_key() {
    return in_own_words(401, "Invalid API key");
}

void list_configs_templates(const CallPtr& call, const Answer& answer) {
    const auto& all = call->sim.world.templates[call->gateway_number->waba_id];
    const auto limit = count_at(*call, "limit", 1000);
    const auto offset = count_at(*call, "offset", 0);
    json::array rows;
    for (std::size_t place = offset; place < all.size() && rows.size() < limit; ++place) {
        const auto& one = all[place];
        rows.push_back({{"id", "d360-" + one.id},
                        {"external_id", one.id},
                        {"name", one.name},
                        {"language", one.language},
                        {"status", lower(one.status)},
                        {"category", one.category},
                        {"namespace", "f1xed_f1xed"},
                        {"rejected_reason", one.rejected_reason},
                        {"components", one.components}});
    }
    answer(200, {{"count", rows.size()},
                 {"filters", json::object()},
                 {"limit", limit},
                 {"offset", offset},
                 {"sort", json::array{"id"}},
                 {"total", all.size()},
                 {"waba_templates", std::move(rows)}});
}

}  // namespace sim::graph
