#include "control/control.hpp"
#include "documents/world_document.hpp"
#include "escaped_json.hpp"

#include <memory>

namespace sim::control {
namespace {

struct Burst {
    std::int64_t left = 0;
    json::array statuses;
    json::array failures;
};

Headers chosen_headers(const Ask& ask, const Target& target, const std::string& body) {
    if (flag_at(ask.document, "unsigned")) return {{"Content-Type", "application/json"}};
    auto headers = signed_headers(target, body);
    if (!flag_at(ask.document, "bad_signature")) return headers;
    for (auto& [name, value] : headers) {
        // Still well formed, but of other bytes.
        if (name != "Content-Type" && !value.empty()) value.back() = value.back() == '0' ? '1' : '0';
    }
    return headers;
}

// One after the other on fresh connections, so that `times` repeats are as many attempts.
void next_attempt(Simulator& sim, const std::shared_ptr<Burst>& burst, const OutgoingRequest& request,
                  const Delivery& record, const Answer& answer) {
    sim.client.call(request, [&sim, burst, request, record, answer](const OutgoingResult& result) {
        sim.deliverer.log_attempt(record, result, -1);
        burst->statuses.emplace_back(result.status);
        if (!result.failure.empty()) burst->failures.emplace_back(result.failure);
        if (--burst->left > 0) return next_attempt(sim, burst, request, record, answer);
        json::object told{{"status", burst->statuses.back()}, {"statuses", burst->statuses}, {"body", result.body}};
        if (!burst->failures.empty()) told["failures"] = burst->failures;
        answer(200, std::move(told));
    });
}

}  // namespace

void deliver(Ask ask) {
    const auto found = ask.sim.world.apps.find(text_at(ask.document, "app"));
    if (found == ask.sim.world.apps.end()) throw WorldDocumentError("'app' names no app; POST it to /_sim/apps first.");
    const auto& app = found->second;
    const auto address = text_at(ask.document, "url", app.accounts.callback_url);
    const auto url = parse_url(address);
    if (!url)
        throw WorldDocumentError("The app has no callback URL, and 'url' is not of the form http://host[:port]/path.");
    const auto* body = ask.document.if_contains("body");
    if (!body)
        throw WorldDocumentError("'body' is missing: a text is sent as is, an object is serialised as Meta does.");
    const auto* text = body->if_string();
    const auto bytes = text ? std::string(text->data(), text->size()) : escaped_json(*body);

    Target target;
    target.app_id = app.id;
    target.secret = text_at(ask.document, "secret", app.secret);
    OutgoingRequest request;
    request.method = "POST";
    request.url = *url;
    request.headers = chosen_headers(ask, target, bytes);
    request.body = std::make_shared<const std::string>(bytes);
    request.timeout = std::chrono::milliseconds(ask.sim.settings.delivery_timeout_ms);
    request.fresh_connection = true;

    Delivery record;
    record.app_id = app.id;
    record.url = *url;
    record.address = address;
    record.body = request.body;
    record.fields = "as is";
    record.attempts = 1;
    auto burst = std::make_shared<Burst>();
    burst->left = std::max<std::int64_t>(1, integer_at(ask.document, "times").value_or(1));
    next_attempt(ask.sim, burst, request, record, ask.answer);
}

void add_fault(Ask ask) {
    ask.sim.faults.add(ask.document);
    ask.answer(200, {{"faults", ask.sim.faults.describe()}});
}

void list_faults(Ask ask) {
    ask.answer(200, {{"faults", ask.sim.faults.describe()}});
}

void clear_faults(Ask ask) {
    ask.sim.faults.clear();
    ask.answer(200, {{"faults", json::array()}});
}

}  // namespace sim::control
