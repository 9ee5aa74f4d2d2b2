// Calls that are no messages, and the platform's limits on them.
#include "outbox/errand_gate.hpp"

#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "outbox/keep_answer.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t new_year = 1'798'761'600'000;  // 2027-01-01T00:00:00Z

/// An adopted number whose errands pass a gate, and what the platform told of its limits. Its outbox rests.
struct GateBench : ActionBench {
    GateBench() : account(adopt()) { stop_outbox(0); }

    /// The platform tells that so much is used of what may be called for the number's account (or the app).
    void tell(int percent, std::int64_t regain_ms = 0, bool of_app = false) const {
        UsageHeard heard;
        heard.road = fixture_road;
        if (of_app) {
            heard.app = CallUsage{percent, regain_ms};
        } else {
            heard.of[fixture_waba] = CallUsage{percent, regain_ms};
        }
        usage->heard(heard, now_ms);
    }
    ErrandRow errand(const char* kind, const OperationId& operation = OperationId("op_1")) {
        return {operation, kind, row(account).id, "{}", 0, 0};
    }
    /// Whether the errand was made; else it was refused at the gate.
    bool passes(const ErrandRow& errand) {
        bool made = false;
        answer = gate.pass(*readers().take(), errand, [&] {
            made = true;
            Answer said{errand.operation_id, errand.kind, {}};
            said.said["outcome"] = object_of(outcome);
            return said;
        });
        return made;
    }
    [[nodiscard]] CallOutcome said() const { return outcome_of(answer.said.at("outcome").as_object()); }
    /// The answer is journalled and taken in.
    void keep() {
        answer.said["asked_at"] = now_ms.load();
        keep_answer(journal(), clock(), Log(), answer);
        settle();
    }

    const std::string account;
    const std::shared_ptr<UsageBook> usage = std::make_shared<UsageBook>();
    const ErrandGate gate{usage, clock()};
    CallOutcome outcome = taken("wamid.1");  ///< what the platform answers
    Answer answer;
};

}  // namespace

TEST_CASE("a regular check does not leave while a limit is near, and comes back after it", "[outbox]") {
    const bool of_app = GENERATE(false, true);
    GateBench bench;
    const OperationId check("check_" + bench.account + "_1");
    CHECK(bench.passes(bench.errand("check", check)));
    bench.tell(97, 10 * minute, of_app);
    REQUIRE_FALSE(bench.passes(bench.errand("check", check)));
    bench.keep();
    const std::int64_t due = bench.scalar("SELECT not_before FROM errand WHERE kind = 'check'");
    CHECK(due >= bench.now_ms + 10 * minute);
    CHECK(due <= bench.now_ms + 13 * minute);
    CHECK(bench.state_of(bench.account) == "connected");
    bench.now_ms = due;
    CHECK(bench.passes(bench.errand("check", check)));
    CHECK_FALSE(bench.passes(bench.errand("check", check)));  // one by one, until the platform tells more
    bench.tell(20, 0, of_app);
    CHECK(bench.passes(bench.errand("check", check)));
}

TEST_CASE("checks that are held back again and again come back ever later, within an hour", "[outbox]") {
    GateBench bench;
    const OperationId check("check_" + bench.account + "_1");
    std::int64_t former = 0;
    for (int time = 0; time < 8; ++time) {
        bench.tell(97, 5 * minute);
        REQUIRE_FALSE(bench.passes(bench.errand("check", check)));
        bench.keep();
        const std::int64_t wait = bench.scalar("SELECT not_before FROM errand WHERE kind = 'check'") - bench.now_ms;
        CHECK(wait >= former);
        former = wait;
    }
    CHECK(former >= hour);
    CHECK(former <= hour + 5 * minute);
}

TEST_CASE("another account of the same app is not held back by this one's limit", "[outbox]") {
    GateBench bench;
    UsageHeard heard;
    heard.road = fixture_road;
    heard.of["999"] = CallUsage{100, 10 * minute};
    bench.usage->heard(heard, bench.now_ms);
    CHECK(bench.passes(bench.errand("check")));
    heard.road = "another app";
    heard.of = {{fixture_waba, CallUsage{100, 10 * minute}}};
    bench.usage->heard(heard, bench.now_ms);
    CHECK(bench.passes(bench.errand("check")));
}

TEST_CASE("what a person asks is asked near a limit, and at it answered at once with the time", "[outbox]") {
    GateBench bench;
    bench.now_ms = new_year;
    bench.tell(99);
    CHECK_FALSE(bench.passes(bench.errand("check")));
    for (const char* kind : {"refresh", "sync_templates"}) CHECK(bench.passes(bench.errand(kind)));
    bench.tell(100, 12 * minute);
    for (const char* kind : {"refresh", "sync_templates"}) {
        CAPTURE(kind);
        const auto asked = bench.invoke(Provider::coex, bench.account, kind);
        REQUIRE(asked.ok());
        REQUIRE_FALSE(bench.passes(bench.errand(kind, OperationId(id_of(asked)))));
        bench.keep();
        const json::object operation = bench.operation(id_of(asked));
        CHECK(operation.at("state") == "failed");
        const json::object& told = operation.at("problem").as_object();
        CHECK(told.at("code") == "platform_calls_used_up");
        // Approved: a person has read these sentences. Change one only on purpose.
        CHECK(told.at("detail") ==
              "WhatsApp takes no more questions about this account for a while: its hour's are used up.");
        CHECK(told.at("next") == "Ask again after 2027-01-01T00:12:00Z. Messages are sent and received meanwhile.");
    }
    ErrandRow adopting{OperationId("op_2"), "adopt", 0, R"({"road":"main","waba_id":"210987654321001"})", 0, 0};
    CHECK_FALSE(bench.passes(adopting));
    CHECK(bench.said().error.code == calls_used_up_code);
    bench.now_ms += 12 * minute;
    CHECK(bench.passes(bench.errand("refresh")));
    CHECK(bench.passes(adopting));
}

TEST_CASE("a person whose question the platform refuses for its limit hears until when", "[outbox]") {
    GateBench bench;
    bench.now_ms = new_year;
    bench.outcome = refused(80007, Cure::wait);
    const auto asked = bench.invoke(Provider::coex, bench.account, "refresh");
    REQUIRE(asked.ok());
    const ErrandRow errand = bench.errand("refresh", OperationId(id_of(asked)));
    const auto hears = [&] { bench.tell(100, 7 * minute); };  // as the channel does while it asks
    bench.answer = bench.gate.pass(*bench.readers().take(), errand, [&] {
        hears();
        Answer said{errand.operation_id, errand.kind, {}};
        said.said["outcome"] = object_of(bench.outcome);
        return said;
    });
    CHECK(refused_for_ms(bench.answer) == 7 * minute);
    bench.keep();
    const json::object told = bench.operation(id_of(asked)).at("problem").as_object();
    CHECK(told.at("code") == "platform_80007");
    CHECK(told.at("next") == "Ask again after 2027-01-01T00:07:00Z. Messages are sent and received meanwhile.");
}

TEST_CASE("connecting, ending a number and marking as read pass whatever limit is reached", "[outbox]") {
    GateBench bench;
    bench.tell(100, 30 * minute);
    bench.tell(100, 30 * minute, true);
    for (const char* kind : {"connect:exchange", "connect:contacts", "connect:history", "disconnect", "remove",
                             "mark_read", "check_setup"}) {
        CAPTURE(kind);
        CHECK(bench.passes(bench.errand(kind)));
    }
}

TEST_CASE("an admin's end of a number is made again where the platform refuses it for its limit", "[outbox]") {
    GateBench bench;
    const auto forced = bench.invoke(Provider::coex, bench.account, "disconnect", R"({"mode":"force"})");
    REQUIRE(forced.ok());
    ErrandRow errand = bench.errand("disconnect", OperationId(id_of(forced)));
    bench.tell(100, 7 * minute);
    bench.outcome = refused(80007, Cure::wait);
    REQUIRE(bench.passes(errand));
    bench.answer.said["shared"] = false;
    bench.keep();
    json::object operation = bench.operation(id_of(forced));
    CHECK(operation.at("state") == "pending");
    CHECK(operation.at("result").at("subscription") == "waits");
    CHECK(operation.at("result").as_object().contains("asked_again_at"));
    CHECK_FALSE(bench.row(bench.account).token_sealed.empty());
    CHECK(bench.scalar("SELECT not_before FROM errand WHERE kind = 'disconnect'") == bench.now_ms + 7 * minute);
    bench.now_ms += 7 * minute;
    bench.start_outbox();
    REQUIRE(bench.becomes(id_of(forced), "succeeded"));
    CHECK(bench.operation(id_of(forced)).at("result").at("subscription") == "ended");
    CHECK(bench.row(bench.account).token_sealed.empty());
}
