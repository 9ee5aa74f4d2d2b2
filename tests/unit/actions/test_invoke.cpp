#include <chrono>
#include <thread>

#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "store/another_process.hpp"
#include "store/audit.hpp"
#include "store/keys.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

constexpr const char* lena = "4915112345678";
constexpr const char* to_lena = R"({"to":"+4915112345678","text":"Your room is ready"})";

/// A bench with a number that can send, and a guest who has just written.
struct Ready : ActionBench {
    explicit Ready(Provider given = Provider::coex) : provider(given), account(adopt(given)) {
        guest_wrote(lena, now_ms / 1000);
    }
    std::string send(const std::string& input, const std::string& actor = staff_of_hotel_1,
                     const std::string& key = {}) {
        // It may have left before the call was answered.
        const std::string said = outcome(provider, account, "send_text", input, actor, key);
        return said == "pending" ? "ok" : said;
    }
    const Provider provider;
    const std::string account;
};

std::string title_of_person(const char* kind, std::int64_t key) {
    return std::string(kind) == "contact" ? contact_id(key).value : conversation_id(key).value;
}

}  // namespace

TEST_CASE("who is not signed in, has no role or serves another tenant is refused", "[actions]") {
    Ready bench;
    CHECK(bench.send(to_lena, "") == "not_signed_in");
    CHECK(bench.send(to_lena, R"({"id":"x","roles":["guest"],"tenants":["hotel-1"]})") == "role_missing");
    CHECK(bench.send(to_lena, admin_of_hotel_2) == "account_not_found");
    CHECK(bench.send(to_lena, "nonsense") == "actor_invalid");
    CHECK(bench.outcome(Provider::coex, bench.account, "disconnect", "{}", staff_of_hotel_1) == "role_missing");
    CHECK(bench.outcome(Provider::coex, {}, "adopt", adopt_input, staff_of_hotel_1) == "role_missing");
    CHECK(bench.outcome(Provider::coex, {}, "adopt", adopt_input, admin_of_hotel_2) == "tenant_not_found");
    // Another provider's handler does not know this account.
    CHECK(bench.outcome(Provider::meta, bench.account, "send_text", to_lena) == "account_not_found");
    CHECK(bench.channel().sent().empty());
}

TEST_CASE("staff see the operations and accounts of their own tenants only", "[actions]") {
    Ready bench;
    const auto sent = bench.invoke(Provider::coex, bench.account, "send_text", to_lena, staff_of_hotel_1);
    REQUIRE(sent.ok());
    CHECK(bench.operation(id_of(sent), staff_of_hotel_1).at("action") == "send_text");
    CHECK(bench.actions().operation(id_of(sent), admin_of_hotel_2).problem().code == "operation_not_found");
    CHECK(bench.actions().operation("op_absent", staff_of_hotel_1).problem().code == "operation_not_found");
    const auto accounts = [&](const char* actor, const Provider* provider) {
        const auto answer = bench.actions().list_accounts({{}, {}, {}, actor, {}}, provider);
        REQUIRE(answer.ok());
        return json::parse(answer->body).at("accounts").as_array().size();
    };
    const Provider meow = Provider::meow;
    CHECK(accounts(staff_of_hotel_1, nullptr) == 1);
    CHECK(accounts(staff_of_hotel_1, &meow) == 0);
    CHECK(accounts(admin_of_hotel_2, nullptr) == 0);
}

TEST_CASE("an input that does not fit is refused with each fault and its place", "[actions]") {
    Ready bench;
    CHECK(bench.send("{") == "input_not_json");
    for (const char* input : {"[]", "{}", R"({"text":""})", R"({"text":"hi"})", R"({"text":"hi","to":"0049"})",
                              R"({"text":"hi","to":"+4915112345678","extra":1})", R"({"text":7,"to":"+4915112345678"})",
                              R"({"text":"hi","to":"+4915112345678","contact":"con_0000000000000000"})"}) {
        CAPTURE(input);
        const auto answer = bench.invoke(Provider::coex, bench.account, "send_text", input);
        REQUIRE_FALSE(answer.ok());
        CHECK(answer.problem().code == "input_invalid");
        CHECK(answer.problem().refusal == Refusal::invalid);
        CHECK_FALSE(answer.problem().errors.empty());
    }
    CHECK(bench.channel().sent().empty());
}

TEST_CASE("an action that is not there is refused with what to do instead", "[actions]") {
    Ready bench;
    CHECK(bench.outcome(Provider::coex, bench.account, "fly") == "action_unknown");
    const auto pause = bench.invoke(Provider::coex, bench.account, "pause");
    REQUIRE_FALSE(pause.ok());
    CHECK(pause.problem().code == "action_not_for_provider");
    CHECK(pause.problem().next.find("disconnect") != std::string::npos);
    CHECK(bench.outcome(Provider::coex, {}, "send_text", to_lena) == "account_misplaced");
    CHECK(bench.outcome(Provider::coex, bench.account, "adopt", adopt_input) == "account_misplaced");
    CHECK(bench.outcome(Provider::coex, "acc_0000000000000000", "send_text", to_lena) == "account_not_found");
}

TEST_CASE("one idempotency key is one operation, whatever comes under it", "[actions]") {
    Ready bench;
    const auto first = bench.invoke(Provider::coex, bench.account, "send_text", to_lena, staff_of_hotel_1, "key-1");
    const auto again = bench.invoke(Provider::coex, bench.account, "send_text", to_lena, staff_of_hotel_1, "key-1");
    REQUIRE(first.ok());
    CHECK(id_of(first) == id_of(again));
    CHECK(bench.send(R"({"to":"+4915112345678","text":"Something else"})", staff_of_hotel_1, "key-1") == "key_reused");
    const auto another = bench.invoke(Provider::coex, bench.account, "send_text", to_lena, staff_of_hotel_1, "key-2");
    CHECK(id_of(another) != id_of(first));
    // Another action may have the same key.
    CHECK(bench.outcome(Provider::coex, bench.account, "confirm_phone_opened", "{}", staff_of_hotel_1, "key-1") ==
          "ok");
    REQUIRE(bench.becomes(id_of(another), "succeeded"));
    CHECK(bench.channel().sent().size() == 2);
}

// A host that repeats its request was answered 409 without the operation that it needs to follow what it had begun.
TEST_CASE("what failed after it was begun is the first call's operation for whoever asks again under its key",
          "[actions]") {
    ActionBench bench;
    NumberOutcome unreadable;
    unreadable.kind = CallOutcome::Kind::refused;
    unreadable.reason = "The id is unknown.";
    bench.channel().describe_number(unreadable);
    const auto first = bench.invoke(Provider::coex, {}, "adopt", adopt_input, admin_of_hotel_1, "key-1");
    REQUIRE(first.ok());
    bench.start_outbox();
    REQUIRE(bench.becomes(id_of(first), "failed"));
    const auto again = bench.invoke(Provider::coex, {}, "adopt", adopt_input, admin_of_hotel_1, "key-1");
    REQUIRE(again.ok());
    CHECK_FALSE(again->pending);
    CHECK(id_of(again) == id_of(first));
    const json::value told = json::parse(again->body);
    CHECK(told.at("operation").at("state") == "failed");
    CHECK(told.at("operation").at("problem").at("code") ==
          bench.operation(id_of(first)).at("problem").as_object().at("code"));
}

TEST_CASE("what could not be begun is refused, and refused again under its key", "[actions]") {
    Ready bench;
    const std::string& account = bench.account;
    CHECK(bench.outcome(Provider::coex, account, "disconnect") == "pending");
    bench.stop_outbox(0);
    bench.stop_writer();
    // Both are possible when they are asked for; the second not any more when it is its turn.
    const char* call_off = R"({"mode":"cancel"})";
    const auto one = bench.invoke(Provider::coex, account, "disconnect", call_off, admin_of_hotel_1, "one");
    const auto two = bench.invoke(Provider::coex, account, "disconnect", call_off, admin_of_hotel_1, "two");
    bench.restart();
    REQUIRE(bench.becomes(id_of(one), "succeeded"));
    REQUIRE(bench.becomes(id_of(two), "failed"));
    CHECK(bench.outcome(Provider::coex, account, "disconnect", call_off, admin_of_hotel_1, "two") ==
          "account_connected");
}

TEST_CASE("a key that the caller left out is made and answered", "[actions]") {
    Ready bench;
    const auto answer = bench.invoke(Provider::coex, bench.account, "send_text", to_lena, staff_of_hotel_1);
    REQUIRE(answer.ok());
    const std::string key(json::parse(answer->body).at("operation").at("idempotency_key").as_string());
    const auto again = bench.invoke(Provider::coex, bench.account, "send_text", to_lena, staff_of_hotel_1, key);
    CHECK(id_of(again) == id_of(answer));
}

TEST_CASE("two that ask at once with one key get one operation, and one message leaves", "[actions]") {
    Ready bench;
    for (int round = 0; round < 10; ++round) {
        const std::string key = "race-" + std::to_string(round);
        std::vector<std::string> ids(4);
        std::vector<std::thread> callers;
        for (std::size_t caller = 0; caller < ids.size(); ++caller) {
            callers.emplace_back([&, caller] {
                const auto answer =
                    bench.invoke(Provider::coex, bench.account, "send_text", to_lena, staff_of_hotel_1, key);
                ids[caller] = answer.ok() ? id_of(answer) : answer.problem().code;
            });
        }
        for (std::thread& caller : callers) caller.join();
        for (const std::string& id : ids) CHECK(id == ids.front());
        REQUIRE(bench.becomes(ids.front(), "succeeded"));
    }
    CHECK(bench.channel().sent().size() == 10);
    CHECK(bench.scalar("SELECT count(*) FROM operation WHERE action = 'send_text'") == 10);
}

TEST_CASE("without an owner a command is pending at once, and done by the next one", "[actions]") {
    Ready bench;
    bench.stop_outbox(0);
    bench.stop_writer();
    const auto begun = std::chrono::steady_clock::now();
    const auto answer =
        bench.invoke(Provider::coex, bench.account, "confirm_phone_opened", "{}", staff_of_hotel_1, "k");
    REQUIRE(answer.ok());
    CHECK(answer->pending);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(30));
    CHECK(bench.actions().operation(id_of(answer), staff_of_hotel_1).problem().code == "operation_not_found");
    bench.restart();
    REQUIRE(bench.becomes(id_of(answer), "succeeded"));
    CHECK(bench.row(bench.account).phone_confirmed_at > 0);
    const auto again = bench.invoke(Provider::coex, bench.account, "confirm_phone_opened", "{}", staff_of_hotel_1, "k");
    CHECK(id_of(again) == id_of(answer));
    CHECK_FALSE(again->pending);
}

TEST_CASE("rule E: a guest is reached by number, contact or conversation, inside the window only", "[actions][pains]") {
    Ready bench;
    const std::int64_t contact = bench.scalar("SELECT contact FROM contact");
    const std::int64_t conversation = bench.scalar("SELECT key FROM conversation");
    CHECK(bench.send(to_lena) == "ok");
    CHECK(bench.send(R"({"text":"hi","contact":")" + title_of_person("contact", contact) + "\"}") == "ok");
    CHECK(bench.send(R"({"text":"hi","conversation":")" + title_of_person("conversation", conversation) + "\"}") ==
          "ok");
    REQUIRE(eventually([&] { return bench.channel().sent().size() == 3; }));
    for (const std::string& request : bench.channel().sent()) CHECK(request.substr(0, 13) == lena);

    CHECK(bench.send(R"({"text":"hi","contact":"con_0123456789abcdef"})") == "contact_not_found");
    CHECK(bench.send(R"({"text":"hi","conversation":"cnv_0123456789abcdef"})") == "conversation_not_found");
    CHECK(bench.send(R"({"text":"hi","to":"+4917600000000"})") == "window_closed");
    CHECK(bench.send(R"({"text":"hi","to":"+4915112345678","reply_to":"msg_0123456789abcdef"})") ==
          "message_not_found");
    bench.now_ms += std::int64_t{25} * 3600 * 1000;
    CHECK(bench.send(to_lena) == "window_closed");
}

TEST_CASE("what was asked is kept in the audit with its outcome", "[actions]") {
    Ready bench;
    CHECK(bench.outcome(Provider::coex, bench.account, "confirm_phone_opened", "{}", staff_of_hotel_1) == "ok");
    auto reader = bench.readers().take();
    const auto audit = audit_of_tenant(*reader, TenantId("hotel-1"), {});
    REQUIRE(audit.size() >= 2);
    CHECK(audit.front().action == "confirm_phone_opened");
    CHECK(audit.front().actor == "u2");
    CHECK(audit.front().outcome == "succeeded");
    CHECK(audit.back().action == "adopt");
}

TEST_CASE("the list of actions says what is possible now, and why not", "[actions]") {
    Ready bench;
    const auto listed = [&](const std::string& account, const char* actor) {
        const auto answer = bench.actions().list_actions({account, {}, {}, actor, {}}, Provider::coex);
        REQUIRE(answer.ok());
        std::map<std::string, std::string> reasons;
        const json::value document = json::parse(answer->body);
        for (const json::value& action : document.at("actions").as_array()) {
            const bool enabled = action.at("enabled").as_bool();
            reasons[std::string(action.at("id").as_string())] =
                enabled ? "" : std::string(action.at("reason").at("code").as_string());
        }
        return reasons;
    };
    CHECK(listed({}, staff_of_hotel_1) == std::map<std::string, std::string>{{"adopt", "role_missing"},
                                                                             {"check_setup", "role_missing"},
                                                                             {"connect", "role_missing"},
                                                                             {"continue_connect", "role_missing"},
                                                                             {"create_link", "role_missing"},
                                                                             {"revoke_link", "role_missing"}});
    auto reasons = listed(bench.account, admin_of_hotel_1);
    CHECK(reasons.at("send_text").empty());
    CHECK(reasons.at("disconnect").empty());
    CHECK(listed(bench.account, staff_of_hotel_1).at("disconnect") == "role_missing");
    bench.transact([&](WriteContext& context) {
        AccountRow account = *find_account(context.session, AccountId(bench.account));
        account.asked = "disconnected";
        account.token_sealed.clear();
        context.fold.account_changed(account);
    });
    reasons = listed(bench.account, admin_of_hotel_1);
    CHECK(reasons.at("send_text") == "account_disconnected");
    CHECK(reasons.at("disconnect") == "account_disconnected");
    CHECK(reasons.at("refresh") == "account_has_no_token");
}
