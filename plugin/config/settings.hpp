#pragma once
#include "model/hand_over.hpp"
#include "model/ids.hpp"
#include "model/quiet_hours.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coexist {

/// Where a secret is kept; the secret itself never is in the configuration.
struct SecretRef {
    enum class Source { env, file };
    Source source = Source::env;
    std::string name;  ///< the variable's name or the file's absolute path
    bool operator==(const SecretRef&) const = default;
};

/// How dedicated numbers are connected by the same dialog.
struct DedicatedSignup {
    SecretRef pin;       ///< two-step PIN that a number gets when it is registered: 6 digits
    std::string extras;  ///< JSON object, sent to the dialog as it is
    bool operator==(const DedicatedSignup&) const = default;
};

/// Meta's script in the staff app, whose window is the second way through the dialog.
struct SignupSdk {
    bool enabled = false;
    std::string script;  ///< where it is loaded from
    bool operator==(const SignupSdk&) const = default;
};

/// How numbers are connected by Meta's dialog (Embedded Signup).
struct Signup {
    std::string config_id;    ///< of Facebook Login for Business
    std::string extras;       ///< JSON object, sent to the dialog as it is
    std::string dialog_base;  ///< without a slash at the end
    std::vector<std::string> return_pages;
    bool override_callback = false;
    bool sdk_redirect_empty = false;                        ///< codes of the SDK: redirect_uri= instead of none
    std::optional<SecretRef> partner_token = std::nullopt;  ///< of our own portfolio's system user
    std::optional<DedicatedSignup> dedicated = std::nullopt;
    SignupSdk sdk = {};
    int link_days = 30;  ///< how long a client's connection link is good, unless its maker says otherwise
    bool operator==(const Signup&) const = default;
};

/// An own Meta app. Its webhook is <public_url>/webhooks/<name>.
struct App {
    std::string name;
    std::string app_id;
    SecretRef app_secret;
    std::optional<SecretRef> app_secret_previous;  ///< accepted too while a reset takes effect
    SecretRef verify_token;
    std::string graph_version;
    std::string graph_base;                ///< without a slash at the end
    std::vector<std::string> media_hosts;  ///< lower case; Meta's own and that of graph_base are the first
    std::optional<Signup> signup;
    bool operator==(const App&) const = default;
};

/// What a gateway offers of the Cloud API, and in which form. As it stands here: all of it, by Meta's own paths.
struct GatewayOffer {
    enum class Templates { cloud_api, configs, none };
    /// POST /{phone_number_id}/messages; false: POST /messages, the key names the number
    bool numbers_in_paths = true;
    bool describes_number = true;                ///< GET /{phone_number_id}
    bool lists_numbers = true;                   ///< GET /{waba_id}/phone_numbers
    Templates templates = Templates::cloud_api;  ///< GET /{waba_id}/message_templates, or GET /v1/configs/templates
    bool media_at_base = false;  ///< files that lie on Meta's file host are asked for at the base URL's host
    bool operator==(const GatewayOffer&) const = default;
};

/// A partner that speaks Cloud API bodies. Its webhook is <public_url>/webhooks/<name>.
struct Gateway {
    enum class Kind { d360, kapso, custom };
    enum class Proof { hmac_sha256, header_secret };
    struct Verify {
        Proof kind = Proof::hmac_sha256;
        std::string header;  ///< lower case, as a host hands header names in
        std::string prefix;
        SecretRef secret;
        std::optional<SecretRef> previous;
        bool operator==(const Verify&) const = default;
    };

    std::string name;
    Kind kind = Kind::custom;
    std::string base_url;  ///< without a slash at the end
    std::string auth_header;
    std::string auth_prefix;
    GatewayOffer offers;
    Verify verify;
    std::optional<SecretRef> verify_token;
    std::vector<std::string> media_hosts;  ///< lower case; that of base_url is the first
    bool operator==(const Gateway&) const = default;
};

struct LogSettings {
    enum class Level { debug = 1, info = 2, warn = 3, error = 4 };  ///< numbers as in the C ABI
    std::string file;                                               ///< empty: no file
    Level level = Level::info;
    std::chrono::days keep{14};  ///< retention.log_days of the defaults
    bool operator==(const LogSettings&) const = default;
};

/// What is done with the files of messages.
struct MediaSettings {
    bool fetch = true;
    std::int64_t quota_bytes = 5'000'000'000;  ///< of one tenant
    std::int64_t largest_bytes = 100LL << 20;  ///< of one file; what Meta takes at most
    std::vector<std::string> types;            ///< "image/jpeg", "image/*"; empty: all
    bool operator==(const MediaSettings&) const = default;
};

/// How long what is no longer needed is kept. Logs and raw deliveries belong to all tenants: of these only the defaults
/// count.
struct RetentionSettings {
    std::chrono::days journal{30};  ///< raw deliveries
    std::chrono::days media{90};    ///< files of messages
    std::chrono::days logs{14};
    bool operator==(const RetentionSettings&) const = default;
};

/// How much of a phone's past is imported when a number is connected.
struct HistorySettings {
    enum class Import { at_once, when_accepted, never };
    Import import = Import::at_once;
    std::chrono::days days{180};         ///< before the connection; what the platform gives at most
    std::vector<std::string> not_chats;  ///< phone numbers in digits
    bool operator==(const HistorySettings&) const = default;
};

/// When campaigns go out, whom they leave out, and what they cost.
struct CampaignSettings {
    std::string time_zone = "UTC";  ///< IANA, of the tenant's clock
    QuietHours quiet;
    /// A guest's message that is nothing but one of these takes him off all campaigns, or puts him back.
    std::vector<std::string> stop_words{"STOP", "STOPP", "UNSUBSCRIBE", "ABMELDEN", "BAJA", "IPTAL"};
    std::vector<std::string> start_words{"START"};
    std::string currency;  ///< of the prices; empty: none are known
    /// What one message costs, by country ("DE"; "other" for the rest) and category ("marketing", "utility").
    std::map<std::string, std::map<std::string, double>> prices;
    bool operator==(const CampaignSettings&) const = default;
};

/// What may differ from tenant to tenant. The values here are the defaults of the defaults.
struct TenantSettings {
    int throughput_mps = 20;  ///< messages a second of a coexistence number, in and out (Meta, "Throughput")
    int send_share_mps = 15;
    std::chrono::days keepalive_warn{10};
    std::chrono::days keepalive_urgent{12};
    std::string keepalive_weekly_for;  ///< who is reminded every week to open the phone's app; empty: nobody
    std::chrono::days parked{7};       ///< of deliveries that have no tenant yet: only the defaults' counts, as below
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds first_byte_timeout{20000};
    std::chrono::milliseconds total_timeout{20000};
    MediaSettings media;
    RetentionSettings retention;
    HistorySettings history;
    HandOverRules handover;
    CampaignSettings campaigns;
    bool operator==(const TenantSettings&) const = default;
};

/// How calls leave this machine.
struct WayOut {
    struct Proxy {
        std::string host;
        std::uint16_t port = 3128;
        std::string user;  ///< empty: it asks for nobody's name
        std::optional<SecretRef> password;
    };
    std::string ca_file;  ///< PEM; empty: the authorities that the system trusts
    std::optional<Proxy> proxy;
};

/// A configuration that was found good. Plain values: may be copied, and shared between threads once it stands.
struct Settings {
    std::string public_url;  ///< without a slash at the end
    LogSettings log;
    std::int64_t disk_budget_bytes = 0;  ///< what the state's directory may take; 0: what the disk has
    SecretRef secrets_key;
    WayOut outgoing;
    std::vector<std::string> frame_ancestors;  ///< origins whose pages may show the staff app in a frame
    std::vector<App> apps;                     ///< in the file's order
    std::vector<Gateway> gateways;             ///< in the file's order
    TenantSettings defaults;
    std::map<std::string, TenantSettings, std::less<>> tenants;  ///< defaults already applied
    std::string settings_hash;  ///< SHA-256 in hex of what was said, comments and order of keys aside: owner and
                                ///< clients of one state compare it
};

/// A secret's reference and the JSON pointer at which it stands.
struct PlacedSecret {
    std::string path;
    SecretRef reference;
};
/// Every secret that a configuration refers to, in the file's order of apps and gateways.
std::vector<PlacedSecret> secrets_of(const Settings& settings);

/// What holds for a tenant: its own overrides, else the defaults.
const TenantSettings& settings_for(const Settings& settings, const TenantId& tenant);
/// The app or gateway of that name, or nothing.
const App* find_app(const Settings& settings, std::string_view name);
const Gateway* find_gateway(const Settings& settings, std::string_view name);

}  // namespace coexist
