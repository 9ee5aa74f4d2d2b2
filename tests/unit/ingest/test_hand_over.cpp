// Who answered last, from deliveries: a person on the phone, the app's own words, what was imported.
#include <boost/json.hpp>

#include "catch.hpp"
#include "feed/event.hpp"
#include "feed/resources.hpp"
#include "ingest/fold_bench.hpp"
#include "store/keys.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::FoldBench;
namespace json = boost::json;

namespace {

std::string with(std::string body, const std::string& before, const std::string& after) {
    for (std::size_t at = body.find(before); at != std::string::npos; at = body.find(before, at + after.size())) {
        body.replace(at, before.size(), after);
    }
    return body;
}

/// The echo of the fixtures, so many seconds after the guest's message of the fixtures.
std::string echo_after(std::int64_t seconds) {
    return with(delivery("echo_text"), "1795010060", std::to_string(rooms::fixture_time + seconds));
}

json::object handover(FoldBench& bench, std::int64_t after = 120) {
    const AccountId number = account_id_for(TenantId("hotel-1"), rooms::fixture_digits);
    const auto person = find_identity(bench.session(), TenantId("hotel-1"),
                                      static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, "4915112345678"})));
    REQUIRE(person);
    const auto row = find_conversation(bench.session(), conversation_key(number, person->contact));
    REQUIRE(row);
    return conversation_document(bench.session(), *row, rooms::fixture_time + after).at("handover").as_object();
}

std::int64_t replies_told(FoldBench& bench) {
    return bench.session().scalar("SELECT count(*) FROM feed WHERE kind = 11");
}

}  // namespace

TEST_CASE("rule C: an answer from the phone is told and holds automation for the configured time",
          "[ingest][handover][pains]") {
    FoldBench bench;
    HandOverRules rules;
    rules.hold_minutes = 30;
    bench.hand_over(rules);
    bench.deliver(delivery("msg_text"));
    CHECK_FALSE(handover(bench).at("held").as_bool());
    bench.deliver(echo_after(60));
    CHECK(replies_told(bench) == 1);
    const json::object held = handover(bench);
    CHECK(held.at("held").as_bool());
    CHECK(held.at("answered_by") == "phone");
    CHECK(held.at("until") == "2026-11-18T14:24:20Z");
    CHECK_FALSE(handover(bench, 60 + 30 * 60).at("held").as_bool());
    const auto rows = feed_after(bench.session(), 0, {}, 100);
    for (const FeedRow& row : rows) {
        if (row.kind != SubjectKind::human_replied) continue;
        const auto event = told_event_of(bench.session(), row, 1, rooms::fixture_time * 1000);
        REQUIRE(event);
        CHECK(event->type == "conversation.human_replied");
    }
    const std::int64_t newest = feed_last(bench.session());
    bench.deliver(echo_after(60));
    CHECK(feed_last(bench.session()) == newest);
}

TEST_CASE("what was imported, and a greeting of the app, are no person, in either order", "[ingest][handover]") {
    FoldBench imported;
    imported.deliver(delivery("history_phase0_chunk1_two_threads"));
    CHECK(replies_told(imported) == 0);
    for (const bool echo_first : {true, false}) {
        FoldBench bench;
        if (echo_first) bench.deliver(echo_after(2));
        bench.deliver(delivery("msg_text"));
        if (!echo_first) bench.deliver(echo_after(2));
        CHECK(replies_told(bench) == 0);
        CHECK_FALSE(handover(bench).at("held").as_bool());
    }
}

TEST_CASE("a configured text of the app is no person", "[ingest][handover]") {
    FoldBench bench;
    HandOverRules rules;
    rules.automatic_texts = {"We are closed until 8 o'clock."};
    bench.hand_over(rules);
    bench.deliver(delivery("msg_text"));
    const std::string echo = echo_after(60);
    const std::size_t body = echo.find(R"("body": ")");
    REQUIRE(body != std::string::npos);
    const std::size_t begin = body + 9;
    std::string away = echo;
    away.replace(begin, echo.find('"', begin) - begin, " We are closed until 8 o'clock. ");
    bench.deliver(away);
    CHECK(replies_told(bench) == 0);
    bench.deliver(with(echo, "wamid.", "wamid.other."));
    CHECK(replies_told(bench) == 1);
}
