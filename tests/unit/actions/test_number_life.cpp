#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "store/another_process.hpp"
#include "store/errands.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;

/// An account_update of the fixtures' number, told now.
std::string word(ActionBench& bench, const std::string& event) {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"210987654321001","time":)" +
           std::to_string(bench.now_ms / 1000) +
           R"(,"changes":[{"field":"account_update","value":{"phone_number":"905321110022","event":")" + event +
           R"(","disconnection_info":{"reason":"ACCOUNT_DISCONNECTED","initiated_by":"USER"}}}]}]})";
}

NumberOutcome described(std::optional<bool> on_app, const std::string& platform = "CLOUD_API") {
    NumberOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.number = {"905321110022", "Hotel Bosporus", on_app, platform, "CONNECTED", "GREEN"};
    return outcome;
}

NumberOutcome read_refused(std::int64_t code, AccountEffect effect) {
    NumberOutcome outcome;
    static_cast<CallOutcome&>(outcome) = refused(code, Cure::reconnect, effect);
    return outcome;
}

/// Lets time pass, and waits until the checks that became due were made.
void pass(ActionBench& bench, std::int64_t ms, int reads) {
    const int before = bench.channel().reads();
    bench.now_ms += ms;
    REQUIRE(eventually([&] { return bench.channel().reads() >= before + reads; }));
    // Until what was read is taken in too: time that passes before would be counted into the next wait.
    REQUIRE(eventually([&] {
        bool due = false;
        bench.transact([&](WriteContext& context) { due = !checks_due(context.session, context.now_ms, 1).empty(); });
        return !due;
    }));
    bench.settle();
}

bool has_token(ActionBench& bench, const std::string& account) {
    return !bench.row(account).token_sealed.empty();
}

}  // namespace

TEST_CASE("rule D: the phone's word ends the number, and a confirming read its token", "[actions][life][pains]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.now_ms += hour;
    bench.deliver(word(bench, "PARTNER_REMOVED"));
    CHECK(bench.state_of(account) == "disconnected");
    CHECK(has_token(bench, account));
    bench.channel().describe_number(read_refused(190, AccountEffect::token_invalid));
    pass(bench, 2 * minute, 1);
    REQUIRE(eventually([&] { return !has_token(bench, account); }));
    CHECK(bench.state_of(account) == "disconnected");
    CHECK(bench.row(account).asked_reason == "ACCOUNT_DISCONNECTED");
    CHECK(bench.row(account).asked_by == "USER");
    CHECK(bench.scalar("SELECT count(*) FROM errand") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM audit WHERE action = 'token_wiped'") == 1);

    // Known again: the same account in its next generation.
    bench.channel().describe_number(described(true));
    bench.now_ms += hour;
    CHECK(bench.adopt() == account);
    CHECK(bench.row(account).generation == 2);
    CHECK(bench.state_of(account) == "connected");
    CHECK(bench.scalar("SELECT count(*) FROM errand WHERE kind = 'check'") == 1);
}

TEST_CASE("rule D: a removal that two later reads contradict is overridden", "[actions][life][pains]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.now_ms += hour;
    bench.deliver(word(bench, "PARTNER_REMOVED"));
    pass(bench, 2 * minute, 1);
    CHECK(bench.state_of(account) == "disconnected");
    pass(bench, 2 * minute, 1);
    REQUIRE(eventually([&] { return bench.state_of(account) == "connected"; }));
    CHECK(has_token(bench, account));
}

TEST_CASE("rule D: a send that finds the number unregistered ends it, and a read brings it back",
          "[actions][life][pains]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.guest_wrote("4915112345678", bench.now_ms / 1000);
    bench.channel().answer_sends({refused(133010, Cure::reconnect, AccountEffect::number_unregistered)});
    bench.channel().describe_number(described(false));
    const auto sent = bench.invoke(Provider::coex, account, "send_text", R"({"to":"+4915112345678","text":"hi"})");
    REQUIRE(sent.ok());
    REQUIRE(eventually([&] { return bench.state_of(account) == "disconnected"; }));
    CHECK(bench.outcome(Provider::coex, account, "send_text", R"({"to":"+4915112345678","text":"again"})") ==
          "account_disconnected");
    pass(bench, 6000, 1);
    CHECK(bench.state_of(account) == "disconnected");
    CHECK(has_token(bench, account));  // our own calls' word alone
    bench.channel().describe_number(described(true));
    pass(bench, 13 * hour, 1);
    CHECK(eventually([&] { return bench.state_of(account) == "connected"; }));
}

TEST_CASE("rule D: an answer that was asked for in a number's former life says nothing of the present one",
          "[actions][life][pains]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.guest_wrote("4915112345678", bench.now_ms / 1000);
    bench.channel().answer_sends({refused(133010, Cure::reconnect, AccountEffect::number_unregistered)});
    bench.channel().hold_sends();
    const auto sent = bench.invoke(Provider::coex, account, "send_text", R"({"to":"+4915112345678","text":"hi"})");
    REQUIRE(sent.ok());
    REQUIRE(eventually([&] { return bench.channel().waiting() == 1; }));
    bench.now_ms += minute;
    CHECK(bench.adopt() == account);
    REQUIRE(bench.row(account).generation == 2);
    bench.channel().let_go();
    REQUIRE(bench.becomes(id_of(sent), "failed"));
    bench.settle();
    CHECK(bench.state_of(account) == "connected");
    CHECK(bench.scalar("SELECT count(*) FROM audit WHERE state_after = 'disconnected'") == 0);
}

TEST_CASE("rule D: a refused token is a flag that the next good read takes away", "[actions][life][pains]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.channel().describe_number(read_refused(10, AccountEffect::permission_lost));
    pass(bench, 13 * hour, 1);
    REQUIRE(eventually([&] { return bench.row(account).token_invalid; }));
    CHECK(bench.state_of(account) == "connected");
    bench.channel().describe_number(described(true));
    pass(bench, 13 * hour, 1);
    REQUIRE(eventually([&] { return !bench.row(account).token_invalid; }));
}

TEST_CASE("a subscription that was lost is made again and told", "[actions][life]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    const int subscribed = bench.channel().subscribes();
    bench.channel().list_subscription(false);
    pass(bench, 13 * hour, 1);
    REQUIRE(eventually([&] { return bench.scalar("SELECT count(*) FROM audit WHERE action = 'subscription'") == 1; }));
    CHECK(bench.channel().subscribes() == subscribed + 1);
    CHECK(bench.scalar("SELECT deaf_since FROM account_signs") == 0);

    bench.channel().list_subscription(false);
    bench.channel().answer_subscribe(refused(10));
    pass(bench, 13 * hour, 1);
    REQUIRE(eventually([&] { return bench.scalar("SELECT deaf_since FROM account_signs") > 0; }));
    CHECK(bench.state_of(account) == "connected");
}

TEST_CASE("rule D: checks that became due while nobody worked are spread over an hour", "[actions][life][pains]") {
    ActionBench bench;
    bench.adopt();
    bench.stop_outbox(0);
    bench.transact([](WriteContext& context) {
        AccountRow account = all_accounts(context.session).front();
        for (int number = 0; number < 100; ++number) {
            account.id = 0;
            account.account_id = AccountId("acc_" + std::to_string(number));
            account.phone_number_id = PhoneNumberId("31" + std::to_string(number));
            save_account(context.session, account);
        }
    });
    bench.now_ms += 24 * hour;
    bench.restart();
    bench.settle();
    const std::int64_t now = bench.now_ms;
    auto reader = bench.readers().take();
    CHECK(checks_overdue(*reader, now).size() == 1);
    CHECK(checks_overdue(*reader, now + hour / 2).size() > 45);
    CHECK(checks_overdue(*reader, now + hour / 2).size() < 56);
    CHECK(checks_overdue(*reader, now + hour).size() == 101);
}

TEST_CASE("an admin's force ends deliveries, forgets the token and says what stays", "[actions][life]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    const auto waiting = bench.invoke(Provider::coex, account, "disconnect");
    REQUIRE(waiting.ok());
    CHECK(bench.outcome(Provider::coex, account, "disconnect", R"({"mode":"force"})", staff_of_hotel_1) ==
          "role_missing");
    const auto forced = bench.invoke(Provider::coex, account, "disconnect", R"({"mode":"force"})");
    REQUIRE(forced.ok());
    REQUIRE(bench.becomes(id_of(forced), "succeeded"));
    REQUIRE(bench.becomes(id_of(waiting), "succeeded"));
    CHECK(bench.channel().unsubscribes() == 1);
    CHECK_FALSE(has_token(bench, account));
    CHECK(bench.state_of(account) == "disconnected");
    const json::object result = bench.operation(id_of(forced)).at("result").as_object();
    CHECK(result.at("subscription") == "ended");
    CHECK(result.at("still_holds").as_string().find("owner disconnects it there") != json::string::npos);
    const json::object turkish =
        bench.operation(id_of(forced), R"({"id":"u1","roles":["admin"],"tenants":["hotel-1"],"locale":"tr-TR"})");
    const json::object& steps = turkish.at("result").at("phone_steps").as_object();
    CHECK(steps.at("ios").as_array().front() == "WhatsApp Business uygulamasını açın.");
    CHECK(bench.outcome(Provider::coex, account, "disconnect", R"({"mode":"force"})") == "account_disconnected");
    CHECK(bench.scalar("SELECT count(*) FROM errand") == 0);
}

TEST_CASE("a forced disconnect leaves the deliveries that another number needs", "[actions][life]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.transact([](WriteContext& context) {
        AccountRow other = all_accounts(context.session).front();
        other.id = 0;
        other.account_id = AccountId("acc_other");
        other.phone_number_id = PhoneNumberId("310987654329999");
        save_account(context.session, other);
        context.router.load(context.session);
    });
    const auto forced = bench.invoke(Provider::coex, account, "disconnect", R"({"mode":"force"})");
    REQUIRE(forced.ok());
    REQUIRE(bench.becomes(id_of(forced), "succeeded"));
    CHECK(bench.channel().unsubscribes() == 0);
    CHECK(bench.operation(id_of(forced)).at("result").at("subscription") == "kept_for_other_numbers");
    CHECK_FALSE(has_token(bench, account));
}

TEST_CASE("a change among the app's grants makes every number of it be read, or those it names", "[actions][life]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.now_ms += hour;
    const int before = bench.channel().reads();
    bench.deliver(
        R"({"object":"application","entry":[{"id":"610987654321005","time":)" + std::to_string(bench.now_ms / 1000) +
        R"(,"changes":[{"field":"business_integration_uninstall","value":{"business_manager_id":"41098765"}}]}]})");
    CHECK(bench.state_of(account) == "connected");
    bench.now_ms += 7000;
    CHECK(eventually([&] { return bench.channel().reads() == before + 1; }));
}
