#include "control/control.hpp"
#include "digest.hpp"
#include "documents/world_document.hpp"
#include "ids.hpp"
#include "url.hpp"

#include <algorithm>

namespace sim::control {
namespace {

std::string base64url(std::string_view bytes) {
    auto text = base64(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    return text;
}

std::string signed_request(const std::string& secret, const json::object& payload) {
    const auto encoded = base64url(json::serialize(payload));
    return base64url(hmac_sha256(secret, encoded)) + "." + encoded;
}

/// What the platform asks of an answer to the data-deletion callback: a status page and a confirmation code.
bool is_confirmation(const OutgoingResult& result) {
    json::error_code failure;
    const auto body = json::parse(result.body, failure);
    return result.status == 200 && !failure && body.is_object() && !text_at(body.get_object(), "url").empty() &&
           !text_at(body.get_object(), "confirmation_code").empty();
}

}  // namespace

// The deauthorize and the data-deletion callback: a form POST of one signed_request.
void send_signed_request(Ask ask) {
    const auto found = ask.sim.world.apps.find(text_at(ask.document, "app"));
    if (found == ask.sim.world.apps.end()) throw WorldDocumentError("'app' names no app; POST it to /_sim/apps first.");
    const auto kind = text_at(ask.document, "kind");
    if (kind != "deauthorize" && kind != "data_deletion") {
        throw WorldDocumentError("'kind' must be deauthorize or data_deletion.");
    }
    const auto& app = found->second;
    const auto address =
        text_at(ask.document, "url", kind == "deauthorize" ? app.deauthorize_url : app.data_deletion_url);
    const auto url = parse_url(address);
    if (!url) throw WorldDocumentError("The app has no " + kind + "_url of the form http://host[:port]/path.");
    json::object payload{{"algorithm", "HMAC-SHA256"},
                         {"issued_at", ask.sim.clock.now_s()},
                         {"user_id", text_at(ask.document, "user_id", "122100000000111")}};
    if (const auto* more = object_at(ask.document, "payload")) {
        for (const auto& [name, value] : *more) payload[name] = value;
    }
    auto told = signed_request(text_at(ask.document, "secret", app.secret), payload);
    if (flag_at(ask.document, "bad_signature")) told.front() = told.front() == 'A' ? 'B' : 'A';
    OutgoingRequest request;
    request.method = "POST";
    request.url = *url;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = std::make_shared<const std::string>("signed_request=" + percent_encode(told));
    request.timeout = std::chrono::milliseconds(ask.sim.settings.delivery_timeout_ms);
    request.fresh_connection = true;
    ask.sim.client.call(std::move(request), [answer = ask.answer, kind, told](const OutgoingResult& result) {
        json::object outcome{{"status", result.status}, {"body", result.body}, {"signed_request", told}};
        if (!result.failure.empty()) outcome["failure"] = result.failure;
        if (kind == "data_deletion") outcome["confirmed"] = is_confirmation(result);
        answer(200, std::move(outcome));
    });
}

}  // namespace sim::control
