// Each metric that people watch, by its name and its value, of a process about which everything is known.
#include <memory>

#include "catch.hpp"
#include "health/metrics.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t now = 1'763'637'720'000;  // 2025-11-20T11:22:00Z

std::string told() {
    Figures figures;
    figures.messages.echo_lag.observe_us(4'000'000);
    figures.messages.echo_lag.observe_us(90'000'000);
    figures.messages.window_asked = 3;
    figures.messages.window_leaving = 2;
    figures.messages.window_platform = 1;
    figures.pace.waits = 8;
    figures.pace.waited.observe_us(250'000);
    figures.pace.levels({{1, 0.5}});
    figures.calls.ended[1] = 40;  // 2xx
    figures.calls.ended[3] = 5;   // 4xx
    figures.stores.flushes_failed = 6;
    figures.stores.commits_failed = 7;
    for (int answer = 0; answer < 9; ++answer) figures.calls.skew.observe(-2500);
    UsageBook usage;
    UsageHeard heard;
    heard.road = "hotel";
    heard.app = CallUsage{40, 0};
    heard.of["210987"] = CallUsage{96, 120'000};
    usage.heard(heard, now);
    DoorCounts door;
    door.accepted = 900;
    door.unsigned_or_wrong = 12;
    door.too_large = 4;
    door.not_stored = 9;
    for (int time = 0; time < 11; ++time) door.refused_at("hotel");

    StateSample sample;
    sample.at = now - 1500;
    sample.tenants = {TenantId("north"), TenantId("south")};
    sample.sends["north"] = {{"queued", 2}, {"held", 1}};
    sample.sends["south"] = {{"queued", 3}, {"sending", 4}, {"unknown", 6}};
    sample.quarantined = 13;
    sample.parked = 14;
    sample.consumers = {{ConsumerRow{"crm"}, 15}, {ConsumerRow{"hand\"over"}, 0}};
    sample.lanes[0] = {16, 1700, now - 18'000};
    sample.lanes[1] = {19, 2000, now - 21'000};
    sample.media["north"] = {22, now, 23};
    auto accounts = std::make_shared<std::vector<AccountSign>>();
    AccountSign phone;
    phone.row = 1;
    phone.id = AccountId("acc_phone");
    phone.tenant = TenantId("north");
    phone.state = AccountState::connected;
    phone.delivery_at = now - 3'600'000;
    phone.phone_at = now - 7'200'000;
    AccountSign dedicated = phone;
    dedicated.row = 2;
    dedicated.id = AccountId("acc_dedicated");
    dedicated.provider = Provider::meta;
    accounts->assign({phone, dedicated});
    sample.accounts = accounts;

    figures.connects.ended({"settle", "", "dialog_finished"});
    figures.connects.ended({"settle", "", "dialog_finished"});
    figures.connects.ended({"waiting", "connect_called_off", ""});

    Present present{figures, door, usage};
    present.now_ms = now;
    present.owner = true;
    present.applied = 800;
    present.version = "1.2.3";
    present.sample = std::make_shared<const StateSample>(sample);
    return metrics_text(present, {true, {}}, {});
}

}  // namespace

TEST_CASE("each metric has its name and its value", "[health]") {
    const std::string text = "\n" + told();
    const std::string live(lane_names[0]);
    const std::string second(lane_names[1]);
    const std::string lines[] = {
        "whatsapp_journal_lag_rows{lane=\"" + live + "\"} 16",
        "whatsapp_journal_lag_rows{lane=\"" + second + "\"} 19",
        "whatsapp_journal_lag_bytes{lane=\"" + live + "\"} 1700",
        "whatsapp_journal_lag_seconds{lane=\"" + live + "\"} 18.0",
        "whatsapp_oldest_unapplied_seconds 21.0",
        "whatsapp_journal_applied_total 800",
        "whatsapp_journal_flush_failures_total 6",
        "whatsapp_commit_failures_total 7",
        "whatsapp_deliveries_total{outcome=\"accepted\"} 900",
        "whatsapp_deliveries_total{outcome=\"signature_wrong\"} 12",
        "whatsapp_deliveries_total{outcome=\"too_large\"} 4",
        "whatsapp_deliveries_total{outcome=\"not_stored\"} 9",
        "whatsapp_bad_signatures_total{webhook=\"hotel\"} 11",
        "whatsapp_echo_lag_seconds_bucket{le=\"2.0\"} 0",
        "whatsapp_echo_lag_seconds_bucket{le=\"5.0\"} 1",
        "whatsapp_echo_lag_seconds_bucket{le=\"60.0\"} 1",
        "whatsapp_echo_lag_seconds_bucket{le=\"120.0\"} 2",
        "whatsapp_echo_lag_seconds_bucket{le=\"+Inf\"} 2",
        "whatsapp_echo_lag_seconds_count 2",
        "whatsapp_echo_lag_seconds_sum 94.0",
        "whatsapp_window_blocks_total{seen=\"when_asked\"} 3",
        "whatsapp_window_blocks_total{seen=\"before_the_call\"} 2",
        "whatsapp_window_blocks_total{seen=\"by_the_platform\"} 1",
        "whatsapp_pace_waits_total 8",
        "whatsapp_pace_wait_seconds_count 1",
        "whatsapp_pace_wait_seconds_sum 0.25",
        "whatsapp_platform_calls_total{class=\"2xx\"} 40",
        "whatsapp_platform_calls_total{class=\"4xx\"} 5",
        "whatsapp_platform_calls_total{class=\"timeout\"} 0",
        "whatsapp_clock_skew_seconds -2.5",
        "whatsapp_call_limit_used_ratio{app=\"hotel\",waba=\"210987\"} 0.96",
        "whatsapp_call_limit_used_ratio{app=\"hotel\",waba=\"\"} 0.4",
        "whatsapp_call_limit_rest_seconds{app=\"hotel\",waba=\"210987\"} 120.0",
        "whatsapp_call_limit_rest_seconds{app=\"hotel\",waba=\"\"} 0.0",
        "whatsapp_connect_ended_total{outcome=\"connected\",step=\"settle\",code=\"\",dialog=\"dialog_finished\"} 2",
        "whatsapp_connect_ended_total{outcome=\"failed\",step=\"waiting\",code=\"connect_called_off\",dialog=\"\"} 1",
        "whatsapp_quarantine_rows 13",
        "whatsapp_parked_rows 14",
        "whatsapp_feed_lag_events{consumer=\"crm\"} 15",
        "whatsapp_feed_lag_events{consumer=\"hand\\\"over\"} 0",
        "whatsapp_sample_age_seconds 1.5",
        "whatsapp_sends{state=\"queued\"} 5",
        "whatsapp_sends{state=\"held\"} 1",
        "whatsapp_sends{state=\"sending\"} 4",
        "whatsapp_sends{state=\"unknown\"} 6",
        "whatsapp_media_missing{state=\"waiting\"} 22",
        "whatsapp_media_missing{state=\"over_quota\"} 23",
        "whatsapp_accounts{provider=\"coex\",state=\"connected\"} 1",
        "whatsapp_accounts{provider=\"meta\",state=\"connected\"} 1",
        "whatsapp_account_silence_seconds{account=\"acc_phone\",of=\"delivery\"} 3600.0",
        "whatsapp_account_silence_seconds{account=\"acc_phone\",of=\"phone\"} 7200.0",
        "whatsapp_account_pace_ratio{account=\"acc_phone\"} 0.5",
        "whatsapp_account_pace_ratio{account=\"acc_dedicated\"} 0.0",
    };
    for (const std::string& line : lines) {
        CAPTURE(line);
        CHECK(text.find("\n" + line + "\n") != std::string::npos);
    }
    // A dedicated number has no phone that could be silent.
    CHECK(text.find("account=\"acc_dedicated\",of=\"phone\"") == std::string::npos);
    UNSCOPED_INFO(text);
    CHECK(text.substr(text.size() - 6) == "# EOF\n");
}
