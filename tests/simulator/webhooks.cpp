#include "webhooks.hpp"

#include "digest.hpp"
#include "escaped_json.hpp"
#include "simulator.hpp"

#include <algorithm>

namespace sim {
namespace {

// A reordering that waits for company gives up after this and sends what it has.
constexpr std::int64_t hold_limit_ms = 300;

bool follows_override(const std::string& field) {
    return field == "messages" || field == "smb_message_echoes";
}

}  // namespace

Headers signed_headers(const Target& target, const std::string& body) {
    Headers headers{{"Content-Type", "application/json"}};
    if (target.meta_signature) {
        headers.emplace_back("X-Hub-Signature", "sha1=" + hmac_sha1_hex(target.secret, body));
        headers.emplace_back("X-Hub-Signature-256", "sha256=" + hmac_sha256_hex(target.secret, body));
    } else if (!target.signature_header.empty()) {
        headers.emplace_back(target.signature_header, target.signature_prefix + hmac_sha256_hex(target.secret, body));
    }
    for (const auto& [name, value] : target.fixed_headers) headers.emplace_back(name, value);
    return headers;
}

std::vector<Target> Webhooks::targets(const Number& number, const std::string& field) const {
    if (number.gateway) {
        if (number.gateway->webhook_url.empty()) return {};
        const auto& gateway = *number.gateway;
        return {{"gateway:" + number.id, gateway.webhook_url, gateway.signature_secret, false, gateway.signature_header,
                 gateway.signature_prefix, gateway.webhook_headers}};
    }
    std::vector<Target> found;
    const auto waba = sim_.world.wabas.find(number.waba_id);
    if (waba == sim_.world.wabas.end()) return found;
    for (const auto& [app_id, waba_override] : waba->second.subscribed) {
        const auto entry = sim_.world.apps.find(app_id);
        if (entry == sim_.world.apps.end()) continue;
        const auto& app = entry->second;
        if (!app.live || !app.accounts.wants(field)) continue;
        std::string url = app.accounts.verified ? app.accounts.callback_url : std::string();
        if (follows_override(field)) {
            const auto own = number.overrides.find(app_id);
            if (own != number.overrides.end()) {
                url = own->second;
            } else if (!waba_override.empty()) {
                url = waba_override;
            }
        }
        if (!url.empty()) found.push_back({app_id, url, app.secret, true, {}, {}, {}});
    }
    return found;
}

void Webhooks::publish(const Number& number, const Update& update) {
    const auto receivers = targets(number, update.field);
    if (receivers.empty()) ++unheard_;
    for (const auto& target : receivers) gather(target, update);
}

void Webhooks::publish_to_app(const App& app, Update update) {
    const auto& subscription = update.object == "application" ? app.integrations : app.accounts;
    if (!app.live || !subscription.hears(update.field)) {
        ++unheard_;
        return;
    }
    gather({app.id, subscription.callback_url, app.secret, true, {}, {}, {}}, std::move(update));
}

void Webhooks::gather(const Target& target, Update update) {
    const auto key = target.app_id + " " + update.object + " " + target.url;
    auto& batch = batches_[key];
    batch.target = target;
    batch.updates.push_back(std::move(update));
    if (batch.updates.size() >= sim_.settings.batch) {
        flush(key);
    } else if (batch.updates.size() == 1) {
        batch.number = ++batches_begun_;
        sim_.after(sim_.settings.batch_wait_ms, [this, key, number_of_batch = batch.number] {
            const auto found = batches_.find(key);
            if (found != batches_.end() && found->second.number == number_of_batch) flush(key);
        });
    }
}

void Webhooks::flush(const std::string& key) {
    auto node = batches_.extract(key);
    if (node.empty() || node.mapped().updates.empty()) return;
    const auto& batch = node.mapped();
    std::string fields;
    for (const auto& update : batch.updates) {
        if (fields.find(update.field) == std::string::npos) fields += (fields.empty() ? "" : ",") + update.field;
    }
    send(batch.target, escaped_json(webhook_body(batch.updates, sim_.settings.batch_values)), std::move(fields));
}

void Webhooks::send(const Target& target, std::string body, std::string fields) {
    const auto url = parse_url(target.url);
    if (!url) return;
    Delivery delivery;
    delivery.app_id = target.app_id;
    delivery.url = *url;
    delivery.address = target.url;
    delivery.headers = signed_headers(target, body);
    delivery.body = std::make_shared<const std::string>(std::move(body));
    delivery.fields = std::move(fields);
    if (sim_.faults.take("webhooks", {}, {"duplicate_webhook"})) sim_.deliverer.enqueue(delivery);
    if (sim_.faults.take("webhooks", {}, {"reorder_webhooks"})) return hold_back(std::move(delivery));
    sim_.deliverer.enqueue(std::move(delivery));
    if (!held_.empty()) release_held();  // what came later overtakes what was held back
}

void Webhooks::hold_back(Delivery delivery) {
    held_.push_back(std::move(delivery));
    sim_.after(hold_limit_ms, [this, hold = ++hold_] {
        if (hold == hold_) release_held();
    });
}

void Webhooks::release_held() {
    auto held = std::move(held_);
    held_.clear();
    ++hold_;
    std::reverse(held.begin(), held.end());
    for (auto& delivery : held) sim_.deliverer.enqueue(std::move(delivery));
}

void Webhooks::clear() {
    batches_.clear();
    held_.clear();
    unheard_ = 0;
}

}  // namespace sim
