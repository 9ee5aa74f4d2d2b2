#include <filesystem>
#include <fstream>
#include <sstream>

#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

constexpr const char* secret = "EAAG-very-secret-token";
constexpr const char* adopt_linked = R"({"tenant":"hotel-1","phone":"+905321110022","name":"Bar"})";

NumberOutcome number(std::optional<bool> in_app) {
    NumberOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.number = {fixture_digits, "Hotel Bosporus", in_app, "CLOUD_API", "CONNECTED", "GREEN"};
    return outcome;
}

NumberOutcome number_not_read(CallOutcome::Kind kind, Cure cure = Cure::fix) {
    NumberOutcome outcome;
    outcome.kind = kind;
    outcome.reason = "no connection.";
    outcome.error.code = 100;
    outcome.error.cure = cure;
    outcome.error.sentence = "The id is unknown.";
    outcome.error.next = "Look it up.";
    return outcome;
}

/// The problem's code of an operation that failed.
std::string failure(ActionBench& bench, const std::string& id) {
    REQUIRE(bench.becomes(id, "failed"));
    return std::string(bench.operation(id).at("problem").as_object().at("code").as_string());
}

/// The same of what was asked: the platform may have answered before the call did.
std::string failure(ActionBench& bench, const Result<ActionAnswer>& asked) {
    return asked.ok() ? failure(bench, id_of(asked)) : asked.problem().code;
}

std::string adoption_fails_with(ActionBench& bench) {
    bench.start_outbox();
    return failure(bench, bench.invoke(Provider::coex, {}, "adopt", adopt_input));
}

/// All bytes below a directory.
std::string bytes_below(const std::string& directory) {
    std::string bytes;
    for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
        if (!file.is_regular_file()) continue;
        std::ostringstream text;
        text << std::ifstream(file.path(), std::ios::binary).rdbuf();
        bytes += text.str();
    }
    return bytes;
}

}  // namespace

TEST_CASE("adopting reads the number, subscribes, and applies what had waited for it", "[actions]") {
    ActionBench bench;
    bench.deliver(delivery("msg_text"));
    CHECK(bench.scalar("SELECT count(*) FROM parked") == 1);
    const std::string account = bench.adopt();
    CHECK(bench.channel().reads() == 1);
    CHECK(bench.channel().subscribes() == 1);
    CHECK(bench.channel().last_token() == secret);
    const AccountRow row = bench.row(account);
    CHECK(row.name == "Hotel Bosporus");
    CHECK(row.digits == fixture_digits);
    CHECK(row.phone_number_id.value == fixture_number);
    CHECK(row.generation == 1);
    CHECK(bench.state_of(account) == "connected");
    CHECK(bench.scalar("SELECT count(*) FROM parked") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM message") == 1);
}

TEST_CASE("an access token lies nowhere in the clear", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.stop();
    const std::string bytes = bytes_below(bench.directory());
    CHECK(bytes.find(account) != std::string::npos);
    CHECK(bytes.find(secret) == std::string::npos);
    bench.start();
}

TEST_CASE("adopting again is a new generation of the same account", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.now_ms += 1000;
    CHECK(bench.adopt() == account);
    CHECK(bench.row(account).generation == 2);
    CHECK(bench.row(account).generation_start == bench.now_ms);
    CHECK(bench.scalar("SELECT count(*) FROM account") == 1);
}

TEST_CASE("a road that is not configured is refused before anybody is asked", "[actions]") {
    ActionBench bench;
    std::string input = adopt_input;
    input.replace(input.find("main"), 4, "away");
    CHECK(bench.outcome(Provider::coex, {}, "adopt", input) == "road_unknown");
    CHECK(bench.channel().reads() == 0);
}

TEST_CASE("a number that the platform or the provider refuses is not adopted", "[actions]") {
    ActionBench bench;
    SECTION("the platform does not know it") {
        bench.channel().describe_number(number_not_read(CallOutcome::Kind::refused));
        CHECK(adoption_fails_with(bench) == "platform_100");
    }
    SECTION("it is not in the app, so there is nothing to coexist with") {
        bench.channel().describe_number(number(false));
        CHECK(adoption_fails_with(bench) == "number_not_in_app");
    }
    SECTION("its webhooks cannot be subscribed") {
        bench.channel().answer_subscribe(rooms::refused(200));
        CHECK(adoption_fails_with(bench) == "platform_200");
    }
    CHECK(bench.scalar("SELECT count(*) FROM account") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM errand") == 0);
}

TEST_CASE("a platform that cannot be reached is asked again later, five times in all", "[actions]") {
    ActionBench bench;
    bench.channel().describe_number(number_not_read(CallOutcome::Kind::not_sent));
    bench.start_outbox();
    const auto asked = bench.invoke(Provider::coex, {}, "adopt", adopt_input);
    REQUIRE(asked.ok());
    for (int attempt = 1; attempt < 5; ++attempt) {
        REQUIRE(eventually([&] { return bench.scalar("SELECT max(attempts) FROM errand") == attempt; }));
        CHECK(bench.channel().reads() == attempt);
        bench.now_ms += 64'000;
        bench.transact([](WriteContext&) {});
    }
    CHECK(failure(bench, id_of(asked)) == "platform_unreachable");
    CHECK(bench.channel().reads() == 5);
    CHECK(bench.scalar("SELECT count(*) FROM errand") == 0);
}

TEST_CASE("an errand that the process did not finish is run by the next one", "[actions]") {
    ActionBench bench;
    const auto asked = bench.invoke(Provider::coex, {}, "adopt", adopt_input);
    REQUIRE(asked.ok());
    CHECK(asked->pending);
    bench.restart();
    bench.start_outbox();
    REQUIRE(bench.becomes(id_of(asked), "succeeded"));
}

TEST_CASE("one number lives in one place, over all tenants and providers", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    CHECK(bench.outcome(Provider::meow, {}, "adopt", adopt_linked) == "number_taken");
    std::string of_another = adopt_linked;
    of_another.replace(of_another.find("hotel-1"), 7, "hotel-2");
    const auto refused = bench.invoke(Provider::meow, {}, "adopt", of_another, admin_of_hotel_2);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problem().code == "number_taken");
    CHECK(refused.problem().detail.find("hotel-1") == std::string::npos);  // whose it is stays secret
    // The platform's own description counts, not what was asked for.
    const auto as_meta = bench.invoke(Provider::meta, {}, "adopt", adopt_input);
    CHECK(failure(bench, as_meta) == "number_taken");

    bench.transact([&](WriteContext& context) {
        AccountRow row = *find_account(context.session, AccountId(account));
        row.asked = "disconnected";
        context.fold.account_changed(row);
    });
    CHECK(bench.outcome(Provider::meow, {}, "adopt", of_another, admin_of_hotel_2) == "ok");
    // And now it is the other's.
    CHECK(bench.outcome(Provider::meow, {}, "adopt", adopt_linked) == "number_taken");
}

TEST_CASE("a number that is linked by QR keeps nothing of its former life at the Cloud API", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt(Provider::meta);
    const auto removed = bench.invoke(Provider::meta, account, "remove");
    REQUIRE(removed.ok());
    REQUIRE(bench.becomes(id_of(removed), "succeeded"));
    REQUIRE(bench.outcome(Provider::meow, {}, "adopt", adopt_linked) == "ok");
    const AccountRow row = bench.row(account);
    CHECK(row.provider == Provider::meow);
    CHECK(row.phone_number_id.empty());
    CHECK(row.waba_id.empty());
    CHECK(row.token_sealed.empty());
    CHECK(row.generation == 2);
}

TEST_CASE("rule D: a disconnect waits for the phone, and the platform's word ends it", "[actions][pains]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    const auto asked = bench.invoke(Provider::coex, account, "disconnect");
    REQUIRE(asked.ok());
    CHECK(asked->pending);
    CHECK(asked->body.find("phone_steps") != std::string::npos);
    CHECK(bench.state_of(account) == "disconnect_pending");
    CHECK(bench.outcome(Provider::coex, account, "disconnect") == "account_disconnect_pending");
    CHECK(bench.outcome(Provider::coex, account, "send_text", R"({"to":"+4915112345678","text":"hi"})") ==
          "account_disconnect_pending");
    std::string removed = delivery("account_update_partner_removed_coex");
    bench.now_ms = (fixture_time + 864'000) * 1000;
    // The platform's time of the event is after the adoption.
    const std::size_t time = removed.find("\"time\"");
    if (time != std::string::npos) {
        const std::size_t digits = removed.find_first_of("0123456789", time);
        removed.replace(digits, 10, std::to_string(fixture_time + 7200));
    }
    bench.deliver(removed);
    REQUIRE(bench.becomes(id_of(asked), "succeeded"));
    CHECK(bench.state_of(account) == "disconnected");
    CHECK(bench.outcome(Provider::coex, account, "disconnect", R"({"mode":"cancel"})") == "account_disconnected");
    // It can be connected again, and the old word does not end the new connection.
    CHECK(bench.adopt() == account);
    CHECK(bench.state_of(account) == "connected");
}

TEST_CASE("a disconnect can be called off until the phone did it", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    const auto asked = bench.invoke(Provider::coex, account, "disconnect");
    REQUIRE(asked.ok());
    CHECK(bench.outcome(Provider::coex, account, "disconnect", R"({"mode":"cancel"})") == "ok");
    CHECK(bench.state_of(account) == "connected");
    CHECK(failure(bench, id_of(asked)) == "cancelled");
    CHECK(bench.outcome(Provider::coex, account, "disconnect", R"({"mode":"cancel"})") == "account_connected");
}

TEST_CASE("pause holds what is sent, resume lets it go, remove ends the number", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt(Provider::meta);
    bench.guest_wrote("4915112345678", bench.now_ms / 1000);
    CHECK(bench.outcome(Provider::meta, account, "resume") == "account_connected");
    REQUIRE(bench.outcome(Provider::meta, account, "pause") == "ok");
    CHECK(bench.outcome(Provider::meta, account, "pause") == "account_paused");
    const auto sent =
        bench.invoke(Provider::meta, account, "send_text", R"({"to":"+4915112345678","text":"hi"})", staff_of_hotel_1);
    REQUIRE(sent.ok());
    CHECK(sent->pending);
    CHECK(bench.operation(id_of(sent)).at("state") == "held");
    bench.deliver(delivery("msg_text"));  // what comes in goes on
    CHECK(bench.scalar("SELECT count(*) FROM message") == 3);
    REQUIRE(bench.outcome(Provider::meta, account, "resume") == "ok");
    REQUIRE(bench.becomes(id_of(sent), "succeeded"));

    REQUIRE(bench.outcome(Provider::meta, account, "pause") == "ok");
    const auto never =
        bench.invoke(Provider::meta, account, "send_text", R"({"to":"+4915112345678","text":"hi"})", staff_of_hotel_1);
    const auto removed = bench.invoke(Provider::meta, account, "remove");
    REQUIRE(removed.ok());
    REQUIRE(bench.becomes(id_of(removed), "succeeded"));
    CHECK(failure(bench, id_of(never)) == "account_removed");
    REQUIRE(eventually([&] { return bench.row(account).token_sealed.empty(); }));
    CHECK(bench.channel(Provider::meta).unsubscribes() == 1);
    CHECK(bench.outcome(Provider::meta, account, "resume") == "account_removed");
}

TEST_CASE("what left its window while the number was paused needs a template, and says so", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt(Provider::meta);
    bench.guest_wrote("4915112345678", bench.now_ms / 1000);
    REQUIRE(bench.outcome(Provider::meta, account, "pause") == "ok");
    const auto late = bench.invoke(Provider::meta, account, "send_text", R"({"to":"+4915112345678","text":"late"})",
                                   staff_of_hotel_1);
    REQUIRE(late.ok());
    bench.now_ms += 25LL * 3600 * 1000;
    const auto resumed = bench.invoke(Provider::meta, account, "resume");
    REQUIRE(resumed.ok());
    REQUIRE(bench.becomes(id_of(resumed), "succeeded"));
    CHECK(bench.operation(id_of(resumed)).at("result").at("needs_template") == 1);
    CHECK(failure(bench, id_of(late)) == "needs_template");
    CHECK(bench.channel(Provider::meta).sent().empty());
}

TEST_CASE("a removed number's WABA is unsubscribed unless another number needs it", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt(Provider::meta);
    AccountRow other = bench.row(account);
    other.id = 0;
    other.account_id = AccountId("acc_00000000000000ff");
    other.digits = "905321110099";
    other.phone_number_id = PhoneNumberId("310987654321099");
    bench.attach(other);
    const auto removed = bench.invoke(Provider::meta, account, "remove");
    REQUIRE(removed.ok());
    REQUIRE(bench.becomes(id_of(removed), "succeeded"));
    CHECK(bench.operation(id_of(removed)).at("result").at("subscription") == "kept_for_other_numbers");
    CHECK(bench.row(account).token_sealed.empty());
    CHECK(bench.channel(Provider::meta).unsubscribes() == 0);
}

TEST_CASE("a refresh brings name and token up to date, and tells of a doubt", "[actions]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.transact([&](WriteContext& context) {
        AccountRow row = *find_account(context.session, AccountId(account));
        row.token_invalid = true;
        row.name = "Old name";
        context.fold.account_changed(row);
    });
    bench.channel().describe_number(number(false));
    const auto asked = bench.invoke(Provider::coex, account, "refresh", "{}", staff_of_hotel_1);
    REQUIRE(asked.ok());
    REQUIRE(bench.becomes(id_of(asked), "succeeded"));
    CHECK(bench.row(account).name == "Hotel Bosporus");
    CHECK_FALSE(bench.row(account).token_invalid);
    CHECK(bench.operation(id_of(asked)).at("result").as_object().contains("warning"));

    NumberOutcome expired = number_not_read(CallOutcome::Kind::refused, Cure::reconnect);
    expired.error.effect = AccountEffect::token_invalid;
    bench.channel().describe_number(expired);
    const auto again = bench.invoke(Provider::coex, account, "refresh", "{}", staff_of_hotel_1);
    CHECK(failure(bench, again) == "platform_100");
    CHECK(bench.row(account).token_invalid);
}
