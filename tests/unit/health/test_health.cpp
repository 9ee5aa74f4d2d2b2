#include <boost/json.hpp>
#include <map>
#include <optional>

#include "catch.hpp"
#include "health/document.hpp"
#include "health/metrics.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

constexpr std::int64_t now = 1'763'637'720'000;  // 2025-11-20T11:22:00Z

struct Process {
    Figures figures;
    DoorCounts door;
    UsageBook usage;
    StateSample sample;
    Present present{figures, door, usage};

    Process() {
        present.now_ms = now;
        present.owner = true;
        present.version = "1.2.3";
        sample.at = now - 500;
        sample.owner_lives = true;
        sample.tenants = {TenantId("north"), TenantId("south")};
        sample.sends["north"]["queued"] = 2;
        sample.sends["south"]["unknown"] = 1;
        auto accounts = std::make_shared<std::vector<AccountSign>>();
        accounts->push_back(account("acc_000000000000000a", "north", 1));
        accounts->push_back(account("acc_000000000000000b", "south", 2));
        sample.accounts = accounts;
    }
    static AccountSign account(const char* id, const char* tenant, std::int64_t row) {
        AccountSign sign;
        sign.row = row;
        sign.id = AccountId(id);
        sign.tenant = TenantId(tenant);
        sign.state = AccountState::connected;
        sign.delivery_at = sign.phone_at = now - row * 3'600'000;
        return sign;
    }
    json::object health(const Eyes& eyes = {true, {}}) {
        present.sample = std::make_shared<const StateSample>(sample);
        return json::parse(health_document(present, eyes)).as_object();
    }
    std::string metrics(const Eyes& eyes = {true, {}}, const Wanted& wanted = {}) {
        present.sample = std::make_shared<const StateSample>(sample);
        return metrics_text(present, eyes, wanted);
    }
    /// "status code: detail next" of one check.
    std::string said(const char* check) {
        const json::object told = health().at("checks").at(check).as_object();
        std::string out(told.at("status").as_string());
        for (const char* name : {"code", "detail", "next"}) {
            if (const json::value* found = told.if_contains(name)) out.append(" | ").append(found->as_string());
        }
        return out;
    }
    AccountSign& first() {
        auto accounts = std::make_shared<std::vector<AccountSign>>(*sample.accounts);
        sample.accounts = accounts;
        return accounts->front();
    }
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

// Approved: a person has read these sentences. Change one only on purpose.
TEST_CASE("health says what is wrong and what to do, in words that a person approved", "[health]") {
    Process process;
    CHECK(process.said("journal") == "ok");
    CHECK(process.said("owner") == "ok");
    CHECK(process.said("clock") == "ok");

    process.present.journal_trouble = "database or disk is full";
    CHECK(process.said("journal") ==
          "fail | journal_not_writable | Deliveries cannot be stored and are refused with 503: database or disk is "
          "full | "
          "Free some space on the disk, or mend its rights.");
    process.present.journal_trouble.clear();
    process.present.writer_trouble = "disk I/O error";
    CHECK(process.said("owner") ==
          "fail | state_not_writable | The state cannot be written: disk I/O error | Free some space on the disk, or "
          "mend its rights; it goes on by itself.");
    process.present.writer_trouble.clear();
    {
        const UnderWay::Scope flush(process.figures.stores.flush, steady_us() - 20'000'000);
        const UnderWay::Scope commit(process.figures.stores.commit, steady_us() - 20'000'000);
        CHECK(process.said("journal") ==
              "fail | journal_stuck | A flush of the journal has been running for 20 seconds: deliveries and requests "
              "wait for it. | Look at the disk: the system's log tells whether it hangs.");
        CHECK(
            process.said("owner") ==
            "fail | writer_stuck | A transaction has been running for 20 seconds: nothing is applied or sent "
            "meanwhile. Deliveries are kept. | Look at the disk. If it is well, restart this process: nothing is lost "
            "by it.");
        CHECK(process.health().at("status") == "fail");
    }
    process.sample.lanes[0] = {7, 900, now - 90'000};
    CHECK(process.said("journal") ==
          "warn | journal_behind | What was received is applied late: the oldest has waited for 90 seconds. | Wait if "
          "much came in at once. If it goes on, look at the processor and the disk.");
    process.sample.trouble = "unable to open database file";
    CHECK(
        process.said("state") ==
        "fail | state_not_readable | The state cannot be read: unable to open database file | Look at the directory's "
        "rights and at the disk; if a file is damaged, restore the last backup.");
    process.sample.trouble.clear();
    process.present.looking_ms = 20'000;
    CHECK(
        process.said("state") ==
        "fail | state_stuck | The state has not let itself be read for 20 seconds: figures here are of before. | Look "
        "at the disk: the system's log tells whether it hangs.");
    process.present.looking_ms = 0;
    CHECK(
        process.said("sends") ==
        "warn | sends_unknown | Of 1 message it is not known whether they arrived: the answer got lost. | Look in the "
        "WhatsApp Business app whether these messages arrived.");
    CHECK(process.said("media") == "ok");
    process.sample.media["north"] = {3, now - 7 * 3'600'000, 0};
    CHECK(
        process.said("media") ==
        "warn | media_waiting | 3 files wait to be fetched, the oldest for hours. The platform has files for 7 days "
        "only. | Look whether their numbers are connected and whether this machine reaches the platform; each message "
        "tells the reason (media.reason).");
    process.sample.media["north"] = {3, now - 60'000, 2};
    CHECK(process.said("media") ==
          "warn | media_over_quota | 2 files of the last 7 days had no room: the quota for files is used up. | Raise "
          "media.quota_mb of the tenant; what the platform still has is fetched then.");
    process.sample.quarantined = 1;
    CHECK(process.said("quarantine") ==
          "warn | quarantine_not_empty | Some deliveries could not be applied. Nothing of them is lost. | Look at them "
          "under /admin/quarantine; replay them once the cause is mended.");
    process.first().token_invalid = true;
    CHECK(process.said("accounts") ==
          "warn | accounts_restricted | 1 number does less than it should, for the reasons listed. | token_invalid, "
          "offboarded: connect the number again. payment_problem: mend the payment at Meta. phone_silent, "
          "phone_silent_urgent: open WhatsApp Business on the phone.");
    process.present.owner = false;
    process.sample.owner_lives = false;
    CHECK(
        process.said("owner") ==
        "warn | owner_absent | No owner works this state: deliveries are kept, nothing is applied or sent. | Start the "
        "process with role \"owner\".");
    process.present.settings_hash = 5;
    process.sample.settings_hash = 6;
    CHECK(process.said("configuration") ==
          "warn | configuration_differs | The owner of this state runs with another configuration than this process. | "
          "Give both the same file and reload them.");
}

TEST_CASE("the clock's skew is the median of the last answers, in both directions", "[health]") {
    Process process;
    for (int answer = 0; answer < 9; ++answer) process.figures.calls.skew.observe(29'000);
    CHECK(process.said("clock") == "ok");
    process.figures.calls.skew.observe(9'000'000);  // one answer of a strange proxy
    CHECK(process.said("clock") == "ok");
    for (int answer = 0; answer < 9; ++answer) process.figures.calls.skew.observe(45'000);
    CHECK(process.said("clock") ==
          "warn | clock_ahead | This machine's clock is 45 seconds ahead of WhatsApp's: the 24 hours for replies are "
          "counted wrongly. | Set this machine's clock by NTP (timedatectl), then restart this process.");
    for (int answer = 0; answer < 9; ++answer) process.figures.calls.skew.observe(-31'000);
    CHECK(process.said("clock") ==
          "warn | clock_behind | This machine's clock is 31 seconds behind WhatsApp's: the 24 hours for replies are "
          "counted wrongly. | Set this machine's clock by NTP (timedatectl), then restart this process.");
    CHECK(process.health().at("checks").at("clock").at("skew_seconds") == -31);
}

TEST_CASE("problems are listed with the worst first", "[health]") {
    Process process;
    process.present.journal_trouble = "full";
    const json::object health = process.health();
    CHECK(health.at("status") == "fail");
    const json::array& problems = health.at("problems").as_array();
    REQUIRE(problems.size() == 2);
    CHECK(problems[0].at("code") == "journal_not_writable");
    CHECK(problems[1].at("code") == "sends_unknown");
}

TEST_CASE("an admin of one tenant sees nothing of another's", "[health]") {
    Process process;
    process.first().payment_problem = true;
    process.sample.quarantined = 3;
    process.sample.consumers = {{ConsumerRow{"tenant:north/crm"}, 4}};
    const Eyes south{false, {TenantId("south")}};
    const std::string health = json::serialize(process.health(south));
    for (const char* hidden : {"north", "acc_000000000000000a", "quarantine", "consumers", "webhooks", "\"lag\""}) {
        CAPTURE(hidden);
        CHECK(health.find(hidden) == std::string::npos);
    }
    CHECK(process.health(south).at("checks").at("sends").at("unknown") == 1);
    CHECK(process.health(south).at("checks").at("sends").at("queued") == 0);
    const std::string metrics = process.metrics(south);
    for (const char* hidden : {"north", "acc_000000000000000a", "quarantine", "consumer", "deliveries", "commit"}) {
        CAPTURE(hidden);
        CHECK(metrics.find(hidden) == std::string::npos);
    }
    CHECK(metrics.find("acc_000000000000000b") != std::string::npos);
    // Who serves every tenant that has an account sees all; before the first look nobody is taken for that.
    CHECK(process.health({false, {TenantId("south"), TenantId("north")}}).at("checks").as_object().contains("feed"));
    Process unlooked;
    CHECK_FALSE(json::parse(health_document(unlooked.present, south)).at("checks").as_object().contains("feed"));
}

TEST_CASE("a phone that was silent for long is told before WhatsApp ends the connection", "[health]") {
    Process process;
    process.first().phone = PhoneLevel::unsure;
    CHECK(process.said("accounts") == "ok");
    process.first().phone = PhoneLevel::urgent;
    CHECK(process.health().at("checks").at("accounts").at("restricted").at(0).at("reasons") ==
          json::array{"phone_silent_urgent"});
    process.first().phone = PhoneLevel::remind;
    const json::object accounts = process.health().at("checks").at("accounts").as_object();
    CHECK(accounts.at("restricted").at(0).at("reasons") == json::array{"phone_silent"});
    CHECK(accounts.at("restricted").at(0).at("account") == "acc_000000000000000a");
}

TEST_CASE("ten thousand accounts make twenty series, and more only where they are asked for", "[health]") {
    Process process;
    auto accounts = std::make_shared<std::vector<AccountSign>>();
    for (int number = 1; number <= 10'000; ++number) {
        accounts->push_back(Process::account(("acc_" + std::to_string(number)).c_str(), "north", number));
        if (number > 500) accounts->back().phone = PhoneLevel::remind;
    }
    process.sample.accounts = accounts;
    const auto series = [](const std::string& text) { return count(text, "of=\"delivery\""); };
    const std::string usual = process.metrics();
    CHECK(series(usual) == 20);
    CHECK(usual.find("acc_10000\"") != std::string::npos);  // the most silent
    CHECK(usual.find("acc_1\"") == std::string::npos);
    CHECK(usual.size() < 30'000);
    CHECK(series(process.metrics({true, {}}, {100'000, {}})) == 10'000);
    CHECK(series(process.metrics({true, {}}, {0, {}})) == 0);
    CHECK(series(process.metrics({true, {}}, {20, "acc_1"})) == 1);
    const json::array shown = process.health().at("checks").at("accounts").at("restricted").as_array();
    CHECK(shown.size() == 20);
    CHECK(process.health().at("checks").at("accounts").at("restricted_count").as_int64() == 9'500);
}

TEST_CASE("how long things are kept is shown, and an erasure that does not end is told", "[health]") {
    Process process;
    process.present.retention.journal = std::chrono::days(20);
    const json::object kept = process.health().at("checks").at("retention").as_object();
    CHECK(kept.at("journal_days") == 20);
    CHECK(kept.at("media_days") == 90);
    CHECK(kept.at("log_days") == 14);
    CHECK(process.said("retention") == "ok");

    process.sample.erasures_open = 1;
    process.sample.oldest_erasure_at = now - 3'600'000;
    CHECK(process.said("retention") == "ok");
    process.sample.oldest_erasure_at = now - 25LL * 3'600'000;
    CHECK(
        process.said("retention") ==
        "warn | erasure_unfinished | Who was erased more than a day ago is not out of all files yet; nothing of the "
        "person is shown. | Look whether deliveries wait to be applied (journal), and at the log and the disk; it goes "
        "on by itself.");

    process.sample.erasure_key = 5;
    process.present.erasure_key = 7;
    CHECK(process.said("retention") ==
          "warn | erasures_under_another_key | Persons were erased under another secrets_key: a second import could "
          "bring them back. | Put the former key back where secrets_key points, or erase them again where they come "
          "back.");
    process.present.erasure_key = 5;
    process.sample.oldest_erasure_at = 0;
    CHECK(process.said("retention") == "ok");
}

TEST_CASE("health says when a limit on calls keeps the regular checks back", "[health]") {
    Process process;
    CHECK(process.said("platform_calls") == "ok");
    UsageHeard heard;
    heard.road = "hotel";
    heard.of["210987"] = CallUsage{80, 0};
    heard.of["210988"] = CallUsage{74, 0};
    process.usage.heard(heard, now);
    CHECK(process.said("platform_calls") == "ok");
    const json::array near = process.health().at("checks").at("platform_calls").at("near_limit").as_array();
    REQUIRE(near.size() == 1);
    CHECK(near.front() == json::object{{"app", "hotel"}, {"percent", 80}, {"waba_id", "210987"}});

    heard.of["210987"] = CallUsage{100, 90'000};
    process.usage.heard(heard, now);
    CHECK(process.said("platform_calls") ==
          "warn | platform_calls_used_up | Meta's limit on calls is reached: numbers are not checked and templates not "
          "read for a while. Messages are sent and received. | Nothing: it goes on by itself. If it comes again, look "
          "which other program calls with the same Meta app.");
    CHECK(process.health().at("checks").at("platform_calls").at("near_limit").at(0).at("checks_rest_seconds") == 90);
    CHECK_FALSE(process.health({false, {TenantId("north")}}).at("checks").as_object().contains("platform_calls"));
}
