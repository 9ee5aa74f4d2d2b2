#include "channels/cloud/cloud_road.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>

#include "channels/cloud/body_without.hpp"
#include "channels/cloud/signed_request.hpp"
#include "channels/cloud/webhook_lane.hpp"
#include "secrets/digest.hpp"
#include "secrets/resolve.hpp"

namespace coexist::cloud {
namespace {

constexpr const char* meta_signature_header = "x-hub-signature-256";
constexpr const char* meta_signature_prefix = "sha256=";

std::string_view header(const HeaderViews& headers, std::string_view name) {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

std::vector<std::pair<std::string, std::string>> parameters_of(std::string_view query) {
    try {
        Poco::URI uri;
        uri.setRawQuery(std::string(query));
        return uri.getQueryParameters();
    } catch (const Poco::Exception&) {
        return {};  // not a query: no parameter, no handshake
    }
}

// The field of the form, which is written as a query is.
std::string signed_request_in(std::string_view form) {
    for (auto& [name, value] : parameters_of(form)) {
        if (name == "signed_request") return std::move(value);
    }
    return {};
}

// The secrets that count now: the present one, and the former during a rotation.
Result<std::vector<Secret>> secrets_of(const SecretRef& present, const std::optional<SecretRef>& former) {
    std::vector<Secret> secrets;
    auto now = resolve(present);
    if (!now) return now.take_problem();
    secrets.push_back(std::move(now->secret));
    if (former) {
        auto before = resolve(*former);
        if (!before) return before.take_problem();
        secrets.push_back(std::move(before->secret));
    }
    return secrets;
}

Result<std::shared_ptr<Road>> road_of(const App& app) {
    auto secrets = secrets_of(app.app_secret, app.app_secret_previous);
    if (!secrets) return secrets.take_problem();
    auto token = resolve(app.verify_token);
    if (!token) return token.take_problem();
    return std::shared_ptr<Road>(
        std::make_shared<CloudRoad>(app.name, Proof{meta_signature_header, true, meta_signature_prefix},
                                    std::move(secrets).value(), std::move(token->secret), app.app_id));
}

Result<std::shared_ptr<Road>> road_of(const Gateway& gateway) {
    auto secrets = secrets_of(gateway.verify.secret, gateway.verify.previous);
    if (!secrets) return secrets.take_problem();
    Secret verify_token;
    if (gateway.verify_token) {
        auto token = resolve(*gateway.verify_token);
        if (!token) return token.take_problem();
        verify_token = std::move(token->secret);
    }
    const bool is_signature = gateway.verify.kind == Gateway::Proof::hmac_sha256;
    return std::shared_ptr<Road>(
        std::make_shared<CloudRoad>(gateway.name, Proof{gateway.verify.header, is_signature, gateway.verify.prefix},
                                    std::move(secrets).value(), std::move(verify_token)));
}

}  // namespace

CloudRoad::CloudRoad(std::string name, Proof proof, std::vector<Secret> secrets, Secret verify_token,
                     std::string app_id)
    : name_(std::move(name)),
      proof_(std::move(proof)),
      secrets_(std::move(secrets)),
      verify_token_(std::move(verify_token)),
      app_id_(std::move(app_id)) {
    if (!proof_.is_signature) return;
    for (const Secret& secret : secrets_) keys_.emplace_back(secret.reveal(), proof_.prefix);
}

std::optional<std::string> CloudRoad::handshake(std::string_view query) const {
    std::string mode;
    std::string token;
    std::optional<std::string> challenge;
    for (auto& [name, value] : parameters_of(query)) {
        if (name == "hub.mode") mode = value;
        if (name == "hub.verify_token") token = value;
        if (name == "hub.challenge") challenge = value;
    }
    const bool known = !verify_token_.empty() && constant_time_equal(token, verify_token_.reveal());
    if (mode != "subscribe" || !known) return std::nullopt;
    return challenge;
}

bool CloudRoad::genuine(const HeaderViews& headers, std::string_view body) const {
    const std::string_view said = header(headers, proof_.header);
    if (said.empty()) return false;
    for (const SignatureKey& key : keys_) {
        if (key.verify(said, body)) return true;
    }
    if (proof_.is_signature || said.substr(0, proof_.prefix.size()) != proof_.prefix) return false;
    for (const Secret& secret : secrets_) {
        if (constant_time_equal(said.substr(proof_.prefix.size()), secret.reveal())) return true;
    }
    return false;
}

bool CloudRoad::history_only(std::string_view body) const {
    return cloud::history_only(body);
}

Observation CloudRoad::read(std::string_view body, std::int64_t received_at) {
    return read_webhook(body, received_at, reader_, app_id_);
}

std::optional<std::string> CloudRoad::without(std::string_view body, std::int64_t received_at,
                                              const Forgetting& forgetting) const {
    return body_without(body, received_at, forgetting);
}

std::optional<SignedRequest> CloudRoad::signed_request(std::string_view form) const {
    if (app_id_.empty()) return std::nullopt;  // only Meta itself makes them, for its app's owner
    SignedRequest request = read_signed_request(signed_request_in(form));
    request.genuine = request.fault.empty() && std::any_of(secrets_.begin(), secrets_.end(), [&](const Secret& secret) {
                          return signed_with(request, secret.reveal());
                      });
    return request;
}

Result<std::vector<std::shared_ptr<Road>>> cloud_roads(const Settings& settings) {
    std::vector<std::shared_ptr<Road>> roads;
    for (const App& app : settings.apps) {
        auto road = road_of(app);
        if (!road) return road.take_problem();
        roads.push_back(std::move(road).value());
    }
    for (const Gateway& gateway : settings.gateways) {
        auto road = road_of(gateway);
        if (!road) return road.take_problem();
        roads.push_back(std::move(road).value());
    }
    return roads;
}

}  // namespace coexist::cloud
