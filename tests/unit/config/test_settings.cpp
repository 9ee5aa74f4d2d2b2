#include "approved.hpp"
#include "catch.hpp"
#include "config/read_settings.hpp"
#include "config/settings_summary.hpp"

#include <algorithm>

using namespace coexist;
using namespace std::chrono_literals;

namespace {

Settings settings_of(const std::string& text, std::vector<ProblemError>* warnings = nullptr) {
    Result<Settings> settings = read_settings(text, "hotel.yaml", warnings);
    INFO((settings ? "" : approval::lines("hotel.yaml", settings.problem())));
    REQUIRE(settings.ok());
    return std::move(settings).value();
}

const std::string start = "public_url: https://crm.example.com/whatsapp/\nsecrets_key: {env: KEY}\n";

const std::string full = start + R"(
log: {file: /var/log/coexist.log, level: warn}
apps:
  hotel:
    app_id: 123456789012345678
    app_secret: {file: /etc/coexist/app_secret}
    app_secret_previous: {env: OLD_SECRET}
    verify_token: {env: VERIFY}
    graph_version: v26.0
    media_hosts: [Files.Example.COM]
gateways:
  dialog:
    kind: d360
    verify: {kind: header_secret, header: X-Hotel-Key, secret: {env: D360}}
  kapso:
    kind: kapso
    verify: {kind: hmac_sha256, header: X-Webhook-Signature, secret: {env: KAPSO}}
  own:
    kind: custom
    base_url: https://wa.example.com/v1/
    auth_header: {name: Authorization, prefix: "Bearer "}
    verify: {kind: hmac_sha256, header: X-Sig, prefix: sha256=, secret: {env: OWN}, previous: {env: OWN_OLD}}
    verify_token: {env: WORD}
    media_hosts: [Media.Example.COM]
    offers: {lists_numbers: false, templates: none}
defaults:
  throughput_mps: 10
  send_share_mps: 4
  keepalive: {warn_days: 7, weekly_for: Reception}
  timeouts: {total_ms: 9000}
  media: {quota_mb: 300, types: [image/*, application/pdf]}
  handover: {hold_minutes: 90, automatic_texts: [" We are closed. "]}
  history: {import: when_accepted, not_chats: ["+49 1511 2345678"]}
tenants:
  "0042": {send_share_mps: 2, keepalive: {urgent_days: 9}, media: {fetch: false, largest_mb: 16}, retention: {media_days: 30}, history: {days: 30}}
  aurora/spa: {throughput_mps: 9, handover: {greeting_seconds: 0}}
)";

}  // namespace

TEST_CASE("a complete configuration is read as it was meant") {
    std::vector<ProblemError> warnings;
    const Settings settings = settings_of(full, &warnings);
    CHECK(warnings.empty());
    CHECK(settings.public_url == "https://crm.example.com/whatsapp");
    CHECK(settings.secrets_key == SecretRef{SecretRef::Source::env, "KEY"});
    CHECK(settings.log == LogSettings{"/var/log/coexist.log", LogSettings::Level::warn});

    const App* app = find_app(settings, "hotel");
    REQUIRE(app != nullptr);
    CHECK(app->app_id == "123456789012345678");
    CHECK(app->app_secret == SecretRef{SecretRef::Source::file, "/etc/coexist/app_secret"});
    CHECK(app->app_secret_previous == SecretRef{SecretRef::Source::env, "OLD_SECRET"});
    CHECK(app->graph_version == "v26.0");
    CHECK(app->graph_base == "https://graph.facebook.com");
    CHECK(app->media_hosts ==
          std::vector<std::string>{"lookaside.fbsbx.com", "graph.facebook.com", "files.example.com"});
    CHECK(find_app(settings, "dialog") == nullptr);
}

TEST_CASE("a gateway brings with it what its kind is known for") {
    const Settings settings = settings_of(full);
    const Gateway* dialog = find_gateway(settings, "dialog");
    const Gateway* kapso = find_gateway(settings, "kapso");
    const Gateway* own = find_gateway(settings, "own");
    REQUIRE((dialog != nullptr && kapso != nullptr && own != nullptr));
    CHECK(dialog->base_url == "https://waba-v2.360dialog.io");
    CHECK(dialog->auth_header == "D360-API-KEY");
    CHECK(dialog->verify.kind == Gateway::Proof::header_secret);
    CHECK(dialog->verify.header == "x-hotel-key");
    CHECK(dialog->media_hosts == std::vector<std::string>{"waba-v2.360dialog.io"});
    CHECK(kapso->base_url == "https://api.kapso.ai/meta/whatsapp/v24.0");
    CHECK(kapso->auth_header == "X-API-Key");
    CHECK(kapso->verify.kind == Gateway::Proof::hmac_sha256);
    CHECK(own->base_url == "https://wa.example.com/v1");
    CHECK(own->auth_header == "Authorization");
    CHECK(own->auth_prefix == "Bearer ");
    CHECK(own->verify.prefix == "sha256=");
    CHECK(own->verify.previous == SecretRef{SecretRef::Source::env, "OWN_OLD"});
    CHECK(own->verify_token == SecretRef{SecretRef::Source::env, "WORD"});
    CHECK(own->media_hosts == std::vector<std::string>{"wa.example.com", "media.example.com"});
    CHECK(dialog->offers == GatewayOffer{false, false, false, GatewayOffer::Templates::configs, true});
    CHECK(kapso->offers == GatewayOffer{});
    CHECK(own->offers == GatewayOffer{true, true, false, GatewayOffer::Templates::none, false});
}

TEST_CASE("a tenant has the defaults except for what it overrides") {
    const Settings settings = settings_of(full);
    const TenantSettings& numbered = settings_for(settings, TenantId("0042"));
    CHECK(numbered.send_share_mps == 2);
    CHECK(numbered.throughput_mps == 10);
    CHECK(numbered.keepalive_warn == std::chrono::days(7));
    CHECK(numbered.keepalive_urgent == std::chrono::days(9));
    CHECK(numbered.keepalive_weekly_for == "Reception");
    CHECK(numbered.retention.media == std::chrono::days(30));
    CHECK(numbered.retention.journal == std::chrono::days(30));
    CHECK(settings.defaults.retention.media == std::chrono::days(90));
    CHECK(settings.log.keep == std::chrono::days(14));
    CHECK(numbered.total_timeout == 9000ms);
    CHECK(numbered.connect_timeout == 5000ms);
    CHECK(numbered.media == MediaSettings{false, 300'000'000, 16 << 20, {"image/*", "application/pdf"}});
    CHECK(settings.defaults.media == MediaSettings{true, 300'000'000, 100 << 20, {"image/*", "application/pdf"}});
    CHECK(numbered.history ==
          HistorySettings{HistorySettings::Import::when_accepted, std::chrono::days(30), {"4915112345678"}});
    CHECK(settings.defaults.history.days == std::chrono::days(180));
    CHECK(settings_for(settings, TenantId("aurora/spa")).throughput_mps == 9);
    CHECK(settings_for(settings, TenantId("aurora/spa")).handover == HandOverRules{90, 0, {"We are closed."}});
    CHECK(numbered.handover == HandOverRules{90, 3, {"We are closed."}});
    CHECK(settings_for(settings, TenantId("nobody")) == settings.defaults);
    CHECK(settings.defaults.send_share_mps == 4);
}

TEST_CASE("the schema's defaults are those that the program uses") {
    const std::string explicit_defaults = start +
                                          "defaults: {throughput_mps: 20, send_share_mps: 15, parked_days: 7,"
                                          " keepalive: {warn_days: 10, urgent_days: 12},"
                                          " media: {fetch: true, quota_mb: 5000, largest_mb: 100},"
                                          " retention: {journal_days: 30, media_days: 90, log_days: 14},"
                                          " handover: {hold_minutes: 60, greeting_seconds: 3},"
                                          " history: {import: at_once, days: 180},"
                                          " timeouts: {connect_ms: 5000, first_byte_ms: 20000, total_ms: 20000}}\n";
    CHECK(settings_of(explicit_defaults).defaults == TenantSettings{});
    CHECK(settings_of(start).defaults == TenantSettings{});
}

TEST_CASE("calls may leave through a proxy, and be checked by authorities of one's own") {
    CHECK_FALSE(settings_of(start).outgoing.proxy.has_value());
    const Settings short_one = settings_of(start + "outgoing: {proxy: {host: proxy.example.com}}\n");
    REQUIRE(short_one.outgoing.proxy.has_value());
    CHECK(short_one.outgoing.proxy->port == 3128);
    CHECK_FALSE(short_one.outgoing.proxy->password.has_value());
    const Settings settings = settings_of(start + R"(
outgoing:
  ca_file: /etc/ssl/company-ca.pem
  proxy: {host: 10.0.0.7, port: 8080, user: crm, password: {env: PROXY_PASSWORD}}
)");
    CHECK(settings.outgoing.ca_file == "/etc/ssl/company-ca.pem");
    CHECK(settings.outgoing.proxy->host == "10.0.0.7");
    CHECK(settings.outgoing.proxy->port == 8080);
    CHECK(settings.outgoing.proxy->user == "crm");
    const auto secrets = secrets_of(settings);
    CHECK(std::any_of(secrets.begin(), secrets.end(), [](const PlacedSecret& secret) {
        return secret.path == "/outgoing/proxy/password" && secret.reference.name == "PROXY_PASSWORD";
    }));
    const auto lines = summary_of(settings);
    CHECK(std::count(lines.begin(), lines.end(), "calls leave through the proxy 10.0.0.7, port 8080") == 1);
}

TEST_CASE("JSON is accepted as well, and means the same") {
    const Settings yaml = settings_of(start + "defaults: {parked_days: 3}\n");
    const Settings json = settings_of(R"({"defaults": {"parked_days": 3}, "secrets_key": {"env": "KEY"},)"
                                      R"( "public_url": "https://crm.example.com/whatsapp/"})");
    CHECK(json.defaults == yaml.defaults);
    CHECK(json.settings_hash == yaml.settings_hash);
}

TEST_CASE("the hash sees what was said, not how it was laid out") {
    const std::string hash = settings_of(full).settings_hash;
    CHECK(hash.size() == 64);
    CHECK(settings_of("# a comment\n" + full + "\n\n").settings_hash == hash);
    std::string changed = full;
    changed.replace(changed.find("v26.0"), 5, "v25.0");
    CHECK(settings_of(changed).settings_hash != hash);
}

TEST_CASE("aliases and merge keys spare repetition") {
    const Settings settings = settings_of(start + R"(
tenants:
  aurora: &small {send_share_mps: 2, keepalive: {warn_days: 5}}
  borealis: *small
  corona: {send_share_mps: 9, <<: *small}
  dune: {<<: [{send_share_mps: 4}, *small]}
)");
    CHECK(settings_for(settings, TenantId("borealis")) == settings_for(settings, TenantId("aurora")));
    CHECK(settings_for(settings, TenantId("corona")).send_share_mps == 9);
    CHECK(settings_for(settings, TenantId("corona")).keepalive_warn == std::chrono::days(5));
    CHECK(settings_for(settings, TenantId("dune")).send_share_mps == 4);
}

TEST_CASE("plain http to this machine itself is accepted with a warning that has its place") {
    std::vector<ProblemError> warnings;
    const Settings settings = settings_of(R"(public_url: http://localhost:8080
secrets_key: {env: KEY}
apps:
  hotel:
    app_id: "1"
    app_secret: {env: A}
    verify_token: {env: B}
    graph_base: http://127.0.0.1:9801/
gateways:
  sim:
    kind: d360
    base_url: http://[::1]:9802
    verify: {kind: header_secret, header: X-Sig, secret: {env: C}}
)",
                                          &warnings);
    CHECK(settings.apps.front().graph_base == "http://127.0.0.1:9801");
    CHECK(settings.gateways.front().base_url == "http://[::1]:9802");
    approval::check("warnings", approval::lines("hotel.yaml", warnings));
}

TEST_CASE("a comment that holds a secret is warned about, by its line only") {
    std::vector<ProblemError> warnings;
    const std::string with_gateway =
        start +
        "gateways:\n  dialog:\n    kind: d360\n    verify: {kind: header_secret, header: X-Key, "
        "secret: {env: D360}}\n";
    settings_of(with_gateway + "# app_secret: 0123456789abcdef0123456789abcdef\n", &warnings);
    settings_of(with_gateway + "  # the token was EAAGm0PX4ZCpsBAtoken0123456789\n", &warnings);
    settings_of(with_gateway + "# about parked_days#0123456789abcdef and https://a.example/#fragments\n", &warnings);
    approval::check("secret_in_a_comment", approval::lines("hotel.yaml", warnings));
}

TEST_CASE("a configuration over which no number can be connected is taken, with a warning") {
    std::vector<ProblemError> warnings;
    settings_of(start, &warnings);
    approval::check("no_road", approval::lines("hotel.yaml", warnings));
}

TEST_CASE("ids and folders that only look like a secret are left alone") {
    const std::string id = "0123456789abcdef0123456789abcdef";
    CHECK_NOTHROW(settings_of(start + "log: {file: /var/" + id + "/whatsapp.log}\n"));
    CHECK_NOTHROW(settings_of(start + "tenants: {" + id + ": {send_share_mps: 3}}\n"));
    CHECK_NOTHROW(settings_of("public_url: https://crm.example.com/" + std::string(32, '1') +
                              "\nsecrets_key: {file: /run/secrets/" + id + "}\n"));
}

TEST_CASE("what a configuration leads to is told without any secret") {
    std::string lines;
    for (const std::string& line : summary_of(settings_of(full))) lines += line + "\n";
    approval::check("summary", lines);
}

TEST_CASE("a URL that only looks like this machine is not taken for it") {
    for (const char* host : {"127.0.0.1.example.com", "localhost.example.com", "0.0.0.0", "10.0.0.1", "[::2]"}) {
        INFO(host);
        CHECK_FALSE(
            read_settings("public_url: http://" + std::string(host) + "\nsecrets_key: {env: KEY}\n", "", nullptr));
    }
    for (const char* rest : {"https://u:p@a.example", "https://a.example?x=1", "https://a.example#x", "https://a b",
                             "https://a.example\\\\@b", "ftp://a.example"}) {
        INFO(rest);
        CHECK_FALSE(read_settings("public_url: \"" + std::string(rest) + "\"\nsecrets_key: {env: KEY}\n", "", nullptr));
    }
}

TEST_CASE("every example in config/ is valid") {
    const auto folder = approval::folder().parent_path().parent_path().parent_path() / "config";
    std::vector<std::string> found;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".yaml") continue;
        found.push_back(file.path().filename().string());
        INFO(found.back());
        std::vector<ProblemError> warnings;
        const std::string text = approval::bytes_of(file.path());
        settings_of(text, &warnings);
        CHECK(text.rfind("# yaml-language-server: $schema=../schemas/config/config.schema.json\n", 0) == 0);
        CHECK((found.back() == "quickstart.yaml" || warnings.empty()));
    }
    std::sort(found.begin(), found.end());
    CHECK(found == std::vector<std::string>{"agency.yaml", "gateway.yaml", "one_hotel.yaml", "quickstart.yaml",
                                            "several_apps.yaml"});
}

TEST_CASE("Meta's script runs in the staff app only where that is switched on") {
    const auto sdk_of = [](const std::string& signup) {
        const Settings settings = settings_of(
            "public_url: https://crm.example.com\nsecrets_key: {env: KEY}\napps:\n  hotel:\n    app_id: 1\n    "
            "app_secret: "
            "{env: S}\n    verify_token: {env: V}\n    signup: {config_id: 7" +
            signup + "}\n");
        return settings.apps.front().signup->sdk;
    };
    const std::string of_meta = "https://connect.facebook.net/en_US/sdk.js";
    CHECK_FALSE(sdk_of("").enabled);
    CHECK(sdk_of(", sdk: {}") == SignupSdk{false, of_meta});
    CHECK(sdk_of(", sdk: {enabled: true}") == SignupSdk{true, of_meta});
    CHECK(sdk_of(", sdk: {enabled: true, script: \"http://127.0.0.1:9801/en_US/sdk.js\"}") ==
          SignupSdk{true, "http://127.0.0.1:9801/en_US/sdk.js"});
}

TEST_CASE("a client's link is good for as long as the configuration says") {
    const auto days_of = [](const std::string& signup) {
        return settings_of(
                   "public_url: https://crm.example.com\nsecrets_key: {env: KEY}\napps:\n  hotel:\n    app_id: "
                   "1\n    app_secret: {env: S}\n    verify_token: {env: V}\n    signup: {config_id: 7" +
                   signup + "}\n")
            .apps.front()
            .signup->link_days;
    };
    CHECK(days_of("") == 30);
    CHECK(days_of(", link_days: 1") == 1);
    CHECK(days_of(", link_days: 365") == 365);
}
