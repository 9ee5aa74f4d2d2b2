#include <boost/json.hpp>

#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "feed/resources.hpp"
#include "outbox/phone_watch.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

constexpr std::int64_t hour = 60 * 60'000;
constexpr std::int64_t day = 24 * hour;

json::object phone(ActionBench& bench, const std::string& account) {
    json::object document;
    bench.transact([&](WriteContext& context) {
        document = account_document(context.session, *find_account(context.session, AccountId(account)));
    });
    const json::value* found = document.if_contains("phone");
    return found == nullptr ? json::object() : found->as_object();
}

std::string level(ActionBench& bench, const std::string& account) {
    return std::string(phone(bench, account).at("level").as_string());
}

void look(ActionBench& bench, const std::string& account, const Settings& settings) {
    const PhoneWatch watch(settings);
    bench.transact(
        [&](WriteContext& context) { watch.look(context, *find_account(context.session, AccountId(account))); });
}

void phone_wrote(ActionBench& bench) {
    bench.transact([&](WriteContext& context) {
        Message echo;
        echo.wamid = Wamid("wamid.of.the.phone");
        echo.origin = Origin::business_app;
        echo.sides = side_business;
        echo.peers = {{IdentityKind::wa_id, "4915112345678"}};
        echo.content = Content{true, Witness::live, {context.now_ms / 1000, "phone"}, "text", "hello", {}, "", ""};
        context.fold.apply(all_accounts(context.session).front(), {{}, MessageFact{echo}});
    });
}

void address_book_told(ActionBench& bench, std::int64_t entry_at, std::int64_t told_at) {
    bench.transact([&](WriteContext& context) {
        ContactFact entry;
        entry.identities = {{IdentityKind::wa_id, "4915112345678"}};
        entry.names.address_book = NameRegister{{entry_at / 1000, {}}, "Lena", false};
        entry.shown.at = told_at / 1000;
        context.fold.apply(all_accounts(context.session).front(), {{}, entry});
    });
}

std::int64_t told(ActionBench& bench) {
    return bench.scalar("SELECT max(seq) FROM feed WHERE kind = 1");
}

}  // namespace

TEST_CASE("rule D: a regular check tells that the phone was silent, once, and what a person says ends it",
          "[actions][life][pains]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    CHECK(level(bench, account) == "fresh");
    CHECK(phone(bench, account).at("sign") == "connected");
    CHECK_FALSE(phone(bench, account).contains("next"));

    bench.now_ms += 10 * day;
    REQUIRE(eventually([&] { return level(bench, account) == "remind"; }));
    CHECK(phone(bench, account).at("next") ==
          "Open WhatsApp Business on the phone for a moment, then press \"I opened it\".");
    bench.now_ms += 2 * day;
    REQUIRE(eventually([&] { return level(bench, account) == "urgent"; }));
    const std::int64_t feed = told(bench);
    look(bench, account, bench.settings());
    CHECK(told(bench) == feed);

    CHECK(bench.outcome(Provider::coex, account, "confirm_phone_opened", "{}") == "ok");
    CHECK(level(bench, account) == "fresh");
    CHECK(phone(bench, account).at("strength") == "strong");
    CHECK(phone(bench, account).at("sign") == "person");
}

TEST_CASE("a change in the address book ends the alarm and leaves no doubt, when it was made", "[actions][life]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.now_ms += 11 * day;
    look(bench, account, bench.settings());
    REQUIRE(level(bench, account) == "remind");
    address_book_told(bench, bench.now_ms - 30 * day, bench.now_ms);
    CHECK(level(bench, account) == "remind");
    address_book_told(bench, bench.now_ms + 30 * day, bench.now_ms - hour);  // the phone's clock is wrong
    CHECK(level(bench, account) == "fresh");
    CHECK(phone(bench, account).at("sign") == "contacts");
    CHECK(phone(bench, account).at("strength") == "middle");
    bench.now_ms += 10 * day - 2 * hour;
    look(bench, account, bench.settings());
    CHECK(level(bench, account) == "fresh");
    bench.now_ms += 2 * hour;
    look(bench, account, bench.settings());
    CHECK(level(bench, account) == "remind");
}

TEST_CASE("a message from the app ends the alarm and leaves doubt", "[actions][life]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    bench.now_ms += 11 * day;
    look(bench, account, bench.settings());
    REQUIRE(level(bench, account) == "remind");
    phone_wrote(bench);
    CHECK(level(bench, account) == "unsure");
    CHECK(phone(bench, account).at("strength") == "weak");
    look(bench, account, bench.settings());
    CHECK(level(bench, account) == "unsure");
}

TEST_CASE("the named person is reminded every week without a certain sign", "[actions][life]") {
    ActionBench bench;
    const std::string account = bench.adopt();
    Settings settings = bench.settings();
    settings.defaults.keepalive_weekly_for = "Reception";
    settings.tenants.clear();
    bench.now_ms += 7 * day - hour;
    look(bench, account, settings);
    CHECK_FALSE(phone(bench, account).contains("weekly_reminder"));
    bench.now_ms += 2 * hour;
    const std::int64_t feed = told(bench);
    look(bench, account, settings);
    CHECK(phone(bench, account).at("weekly_reminder").at("for") == "Reception");
    CHECK(told(bench) > feed);
    const json::value first = phone(bench, account).at("weekly_reminder").at("at");
    bench.now_ms += 6 * day;
    look(bench, account, settings);
    CHECK(phone(bench, account).at("weekly_reminder").at("at") == first);
    bench.now_ms += day;
    look(bench, account, settings);
    CHECK(phone(bench, account).at("weekly_reminder").at("at") != first);
    CHECK(bench.outcome(Provider::coex, account, "confirm_phone_opened", "{}") == "ok");
    CHECK_FALSE(phone(bench, account).contains("weekly_reminder"));
}
