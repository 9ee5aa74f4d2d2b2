#include "config/settings_decode.hpp"

#include "config/campaign_decode.hpp"
#include "config/gateway_kinds.hpp"
#include "config/settings_hash.hpp"
#include "model/identity.hpp"

#include <Poco/URI.h>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>

namespace coexist::config {
namespace {

namespace json = boost::json;

constexpr std::string_view default_graph_version = "v25.0";
constexpr std::string_view default_graph_base = "https://graph.facebook.com";

std::string text_at(const json::object& object, std::string_view key, std::string_view otherwise = {}) {
    const json::value* found = object.if_contains(key);
    if (found == nullptr) return std::string(otherwise);
    if (found->is_int64()) return std::to_string(found->get_int64());
    return found->is_string() ? std::string(found->get_string()) : std::string(otherwise);
}

std::string url_at(const json::object& object, std::string_view key, std::string_view otherwise = {}) {
    std::string url = text_at(object, key, otherwise);
    while (!url.empty() && url.back() == '/') url.pop_back();
    return url;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

SecretRef secret_of(const json::object& reference) {
    if (reference.contains("file")) return {SecretRef::Source::file, text_at(reference, "file")};
    return {SecretRef::Source::env, text_at(reference, "env")};
}

SecretRef secret_at(const json::object& object, std::string_view key) {
    return secret_of(object.at(key).as_object());
}

std::optional<SecretRef> optional_secret_at(const json::object& object, std::string_view key) {
    if (!object.contains(key)) return {};
    return secret_at(object, key);
}

constexpr std::string_view default_dialog_base = "https://www.facebook.com";
constexpr std::string_view default_sdk_script = "https://connect.facebook.net/en_US/sdk.js";
// Meta, "Embedded Signup: onboarding WhatsApp Business app users": what asks for coexistence.
constexpr std::string_view dedicated_extras = R"({"setup":{},"sessionInfoVersion":"3","version":"v4"})";
constexpr std::string_view default_extras =
    R"({"setup":{},"featureType":"whatsapp_business_app_onboarding","sessionInfoVersion":"3","version":"v4"})";

DedicatedSignup decode_dedicated(const json::object& given) {
    const json::value* extras = given.if_contains("extras");
    return {secret_at(given, "pin"), extras != nullptr ? json::serialize(*extras) : std::string(dedicated_extras)};
}

SignupSdk decode_sdk(const json::object& given) {
    const json::value* enabled = given.if_contains("enabled");
    return {enabled != nullptr && enabled->as_bool(), text_at(given, "script", default_sdk_script)};
}

Signup decode_signup(const json::object& given) {
    Signup signup;
    signup.config_id = text_at(given, "config_id");
    const json::value* extras = given.if_contains("extras");
    signup.extras = extras != nullptr ? json::serialize(*extras) : std::string(default_extras);
    signup.dialog_base = url_at(given, "dialog_base", default_dialog_base);
    if (const json::value* pages = given.if_contains("return_pages")) {
        for (const json::value& page : pages->as_array()) signup.return_pages.emplace_back(page.as_string());
    }
    const json::value* own_callback = given.if_contains("override_callback");
    signup.override_callback = own_callback != nullptr && own_callback->as_bool();
    signup.partner_token = optional_secret_at(given, "partner_token");
    if (const json::value* one = given.if_contains("dedicated")) signup.dedicated = decode_dedicated(one->as_object());
    if (const json::value* one = given.if_contains("sdk")) signup.sdk = decode_sdk(one->as_object());
    if (const json::value* days = given.if_contains("link_days")) signup.link_days = days->to_number<int>();
    signup.sdk_redirect_empty = text_at(given, "sdk_redirect_uri") == "empty";
    return signup;
}

// Where Meta keeps the files of messages (Meta, "Media: download"): the key goes there and to graph_base only.
constexpr std::string_view media_host_of_meta = "lookaside.fbsbx.com";

void add_media_hosts(const json::object& given, const std::string& base, std::vector<std::string>& hosts) {
    hosts.push_back(lower(Poco::URI(base).getHost()));
    if (const json::value* named = given.if_contains("media_hosts")) {
        for (const json::value& host : named->as_array()) hosts.push_back(lower(std::string(host.as_string())));
    }
}

App decode_app(std::string_view name, const json::object& given) {
    App app;
    app.name = name;
    app.app_id = text_at(given, "app_id");
    app.app_secret = secret_at(given, "app_secret");
    app.app_secret_previous = optional_secret_at(given, "app_secret_previous");
    app.verify_token = secret_at(given, "verify_token");
    app.graph_version = text_at(given, "graph_version", default_graph_version);
    app.graph_base = url_at(given, "graph_base", default_graph_base);
    app.media_hosts.emplace_back(media_host_of_meta);
    add_media_hosts(given, app.graph_base, app.media_hosts);
    if (const json::value* signup = given.if_contains("signup")) app.signup = decode_signup(signup->as_object());
    return app;
}

Gateway::Verify decode_verify(const json::object& given) {
    Gateway::Verify verify;
    verify.kind =
        text_at(given, "kind") == "header_secret" ? Gateway::Proof::header_secret : Gateway::Proof::hmac_sha256;
    verify.header = lower(text_at(given, "header"));
    verify.prefix = text_at(given, "prefix");
    verify.secret = secret_at(given, "secret");
    verify.previous = optional_secret_at(given, "previous");
    return verify;
}

void apply_flag(const json::object& given, std::string_view key, bool& into) {
    const json::value* found = given.if_contains(key);
    if (found != nullptr && found->is_bool()) into = found->get_bool();
}

void apply_offers(const json::object& given, GatewayOffer& offers) {
    apply_flag(given, "numbers_in_paths", offers.numbers_in_paths);
    apply_flag(given, "describes_number", offers.describes_number);
    apply_flag(given, "lists_numbers", offers.lists_numbers);
    apply_flag(given, "media_at_base", offers.media_at_base);
    const std::string templates = text_at(given, "templates");
    if (templates == "cloud_api") offers.templates = GatewayOffer::Templates::cloud_api;
    if (templates == "configs") offers.templates = GatewayOffer::Templates::configs;
    if (templates == "none") offers.templates = GatewayOffer::Templates::none;
}

Gateway decode_gateway(std::string_view name, const json::object& given) {
    const GatewayKind& kind = gateway_kind(text_at(given, "kind"));
    Gateway gateway;
    gateway.name = name;
    gateway.kind = kind.kind;
    gateway.base_url = url_at(given, "base_url", kind.base_url);
    gateway.auth_header = kind.auth_header;
    gateway.offers = kind.offers;
    if (const json::value* offers = given.if_contains("offers")) apply_offers(offers->as_object(), gateway.offers);
    if (const json::value* header = given.if_contains("auth_header")) {
        gateway.auth_header = text_at(header->as_object(), "name");
        gateway.auth_prefix = text_at(header->as_object(), "prefix");
    }
    gateway.verify = decode_verify(given.at("verify").as_object());
    gateway.verify_token = optional_secret_at(given, "verify_token");
    add_media_hosts(given, gateway.base_url, gateway.media_hosts);
    return gateway;
}

LogSettings decode_log(const json::object& given) {
    LogSettings log;
    log.file = text_at(given, "file");
    const std::string level = text_at(given, "level");
    if (level == "debug") log.level = LogSettings::Level::debug;
    if (level == "warn") log.level = LogSettings::Level::warn;
    if (level == "error") log.level = LogSettings::Level::error;
    return log;
}

template <class Number>
void apply_number(const json::object& given, std::string_view key, Number& into) {
    const json::value* found = given.if_contains(key);
    // A number out of range was refused by the schema; here it must only do no harm.
    if (found == nullptr || !found->is_int64() || found->get_int64() < 0 || found->get_int64() > 1'000'000'000) return;
    into = Number(static_cast<int>(found->get_int64()));
}

const json::object& part(const json::object& given, std::string_view key, const json::object& otherwise) {
    const json::value* found = given.if_contains(key);
    return found != nullptr && found->is_object() ? found->get_object() : otherwise;
}

void apply_media(const json::object& given, MediaSettings& media) {
    constexpr std::int64_t megabyte = 1'000'000;
    constexpr std::int64_t mebibyte = 1LL << 20;
    const json::value* fetch = given.if_contains("fetch");
    if (fetch != nullptr && fetch->is_bool()) media.fetch = fetch->get_bool();
    std::int64_t number = 0;
    apply_number(given, "quota_mb", number);
    if (number > 0) media.quota_bytes = number * megabyte;
    number = 0;
    apply_number(given, "largest_mb", number);
    if (number > 0) media.largest_bytes = number * mebibyte;
    const json::value* types = given.if_contains("types");
    if (types == nullptr || !types->is_array()) return;
    media.types.clear();
    for (const json::value& type : types->get_array()) {
        if (type.is_string()) media.types.emplace_back(type.get_string());
    }
}

void apply_history(const json::object& given, HistorySettings& history) {
    const std::string when = text_at(given, "import");
    if (when == "at_once") history.import = HistorySettings::Import::at_once;
    if (when == "when_accepted") history.import = HistorySettings::Import::when_accepted;
    if (when == "never") history.import = HistorySettings::Import::never;
    apply_number(given, "days", history.days);
    const json::value* chats = given.if_contains("not_chats");
    if (chats == nullptr || !chats->is_array()) return;
    history.not_chats.clear();
    for (const json::value& number : chats->get_array()) {
        if (number.is_string()) history.not_chats.push_back(digits_of(std::string(number.get_string())));
    }
}

WayOut decode_outgoing(const json::object& given) {
    WayOut outgoing;
    outgoing.ca_file = text_at(given, "ca_file");
    const json::value* told = given.if_contains("proxy");
    if (told == nullptr) return outgoing;
    const json::object& proxy = told->as_object();
    WayOut::Proxy& kept = outgoing.proxy.emplace(WayOut::Proxy{});
    kept.host = text_at(proxy, "host");
    apply_number(proxy, "port", kept.port);
    kept.user = text_at(proxy, "user");
    if (proxy.contains("password")) kept.password = secret_at(proxy, "password");
    return outgoing;
}

void apply_handover(const json::object& given, HandOverRules& rules) {
    apply_number(given, "hold_minutes", rules.hold_minutes);
    apply_number(given, "greeting_seconds", rules.greeting_seconds);
    const json::value* texts = given.if_contains("automatic_texts");
    if (texts == nullptr || !texts->is_array()) return;
    rules.automatic_texts.clear();
    for (const json::value& text : texts->get_array()) {
        if (text.is_string()) rules.automatic_texts.emplace(trimmed(std::string(text.get_string())));
    }
}

}  // namespace

void apply_tenant_settings(const json::object& given, TenantSettings& settings) {
    const json::object nothing;
    apply_number(given, "throughput_mps", settings.throughput_mps);
    apply_number(given, "send_share_mps", settings.send_share_mps);
    apply_number(given, "parked_days", settings.parked);
    const json::object& keepalive = part(given, "keepalive", nothing);
    apply_number(keepalive, "warn_days", settings.keepalive_warn);
    apply_number(keepalive, "urgent_days", settings.keepalive_urgent);
    if (const json::value* name = keepalive.if_contains("weekly_for"); name != nullptr && name->is_string()) {
        settings.keepalive_weekly_for = std::string(name->get_string());
    }
    apply_handover(part(given, "handover", nothing), settings.handover);
    apply_campaigns(part(given, "campaigns", nothing), settings.campaigns);
    const json::object& timeouts = part(given, "timeouts", nothing);
    apply_number(timeouts, "connect_ms", settings.connect_timeout);
    apply_number(timeouts, "first_byte_ms", settings.first_byte_timeout);
    apply_number(timeouts, "total_ms", settings.total_timeout);
    apply_media(part(given, "media", nothing), settings.media);
    const json::object& retention = part(given, "retention", nothing);
    apply_number(retention, "journal_days", settings.retention.journal);
    apply_number(retention, "media_days", settings.retention.media);
    apply_number(retention, "log_days", settings.retention.logs);
    apply_history(part(given, "history", nothing), settings.history);
}

Settings decode_settings(const json::value& document) {
    const json::object& given = document.as_object();
    const json::object nothing;
    Settings settings;
    settings.public_url = url_at(given, "public_url");
    settings.log = decode_log(part(given, "log", nothing));
    constexpr std::int64_t megabyte = 1'000'000;
    apply_number(given, "disk_budget_mb", settings.disk_budget_bytes);
    settings.disk_budget_bytes *= megabyte;
    settings.secrets_key = secret_at(given, "secrets_key");
    settings.outgoing = decode_outgoing(part(given, "outgoing", nothing));
    if (const json::value* pages = part(given, "staff_app", nothing).if_contains("frame_ancestors")) {
        for (const json::value& page : pages->as_array()) settings.frame_ancestors.emplace_back(page.as_string());
    }
    for (const auto& [name, app] : part(given, "apps", nothing)) {
        settings.apps.push_back(decode_app(name, app.as_object()));
    }
    for (const auto& [name, gateway] : part(given, "gateways", nothing)) {
        settings.gateways.push_back(decode_gateway(name, gateway.as_object()));
    }
    apply_tenant_settings(part(given, "defaults", nothing), settings.defaults);
    settings.log.keep = settings.defaults.retention.logs;
    for (const auto& [name, own] : part(given, "tenants", nothing)) {
        TenantSettings& tenant = settings.tenants.emplace(std::string(name), settings.defaults).first->second;
        apply_tenant_settings(own.as_object(), tenant);
    }
    settings.settings_hash = hash_of_document(document);
    return settings;
}

}  // namespace coexist::config
