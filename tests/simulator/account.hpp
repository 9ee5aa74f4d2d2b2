#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sim {

/// What an app wants to hear about one kind of object, and where.
struct Subscription {
    std::string callback_url;  ///< webhooks flow only after its handshake
    std::string verify_token;
    bool verified = false;
    std::optional<std::set<std::string>> fields;  ///< nothing: never named, all of them

    [[nodiscard]] bool hears(const std::string& field) const { return verified && wants(field); }
    [[nodiscard]] bool wants(const std::string& field) const { return !fields || fields->count(field) != 0; }
};

/// A configuration of Facebook Login for Business, by which the dialog is opened.
struct LoginConfiguration {
    int token_days = 0;  ///< 0: "never expires"; 60: the template "60 day expiration token"
};

/// A Meta app: who calls, and where its webhooks go.
struct App {
    std::string id;
    std::string secret;
    std::string name;
    std::string business_id;  ///< the portfolio that owns the app
    bool live = true;         ///< in development mode production webhooks do not arrive
    Subscription accounts;    ///< object whatsapp_business_account
    Subscription integrations{{}, {}, false, std::set<std::string>{}};  ///< object application
    std::set<std::string> redirect_uris;                                ///< Valid OAuth Redirect URIs, strict mode
    std::set<std::string> sdk_domains;                                  ///< Allowed Domains for the JavaScript SDK
    std::map<std::string, LoginConfiguration> configurations;           ///< by config_id
    std::string deauthorize_url;
    std::string data_deletion_url;
};

struct Token {
    std::string text;
    std::string app_id;
    std::vector<std::string> waba_ids;  ///< in the order they were granted
    std::set<std::string> scopes;
    std::int64_t issued_at = 1795010000;  ///< Unix seconds
    std::int64_t expires_at = 0;          ///< Unix seconds; 0: never
    int invalid_subcode = 0;              ///< 460, 467 ...: refused with 190 and this subcode; -1: without a subcode
    int missing_scope_code = 10;          ///< how a missing scope is refused: 10, or 200 to 299
    bool from_code = false;               ///< came out of an authorization code; a reset forgets it
    bool targets_omitted = false;         ///< granular_scopes come without target_ids, as seen in the field
    std::string user_id;
    std::string client_business_id;

    [[nodiscard]] bool holds(const std::string& waba_id) const {
        return std::find(waba_ids.begin(), waba_ids.end(), waba_id) != waba_ids.end();
    }
    /// The newest grant stands last.
    void grant(const std::string& waba_id) {
        waba_ids.erase(std::remove(waba_ids.begin(), waba_ids.end(), waba_id), waba_ids.end());
        waba_ids.push_back(waba_id);
    }
};

struct Waba {
    std::string id;
    std::string name;
    std::string owner_business_id;
    std::string partner_business_id;
    /// Subscribed app id -> override_callback_uri of this WABA ("" : none).
    std::map<std::string, std::string> subscribed;
};

}  // namespace sim
