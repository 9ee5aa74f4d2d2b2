#include <boost/json.hpp>

#include "catch.hpp"
#include "ingest/fold_bench.hpp"

namespace {

using namespace coexist;
using rooms::FoldBench;

constexpr const char* contact_events = "SELECT coalesce(max(seq), 0) FROM feed WHERE kind = 2";
constexpr const char* phone = "4915112345678";
constexpr const char* user_id = "DE.10293847561029384756";

/// A guest's text; `peer` is his wa_id or his user_id.
std::string text_of(const std::string& peer, const std::string& name, int after_seconds, const std::string& wamid) {
    const bool by_phone = peer == phone;
    boost::json::value document = boost::json::parse(rooms::delivery(by_phone ? "msg_text" : "msg_text_bsuid_only"));
    auto& value = document.at_pointer("/entry/0/changes/0/value").as_object();
    auto& message = value["messages"].as_array()[0].as_object();
    message["id"] = "wamid." + wamid;
    message["timestamp"] = std::to_string(rooms::fixture_time + after_seconds);
    auto& profile = value["contacts"].as_array()[0].as_object()["profile"].as_object();
    profile.erase("username");
    profile["name"] = name;
    return boost::json::serialize(document);
}

}  // namespace

TEST_CASE("a guest who writes again under the same name is not told as changed", "[ingest]") {
    FoldBench bench;
    bench.deliver(text_of(phone, "Lena Vogt", 0, "one"));
    const std::int64_t first = bench.session().scalar(contact_events);
    CHECK(first > 0);
    bench.deliver(text_of(phone, "Lena Vogt", 60, "two"));
    CHECK(bench.session().scalar(contact_events) == first);
    bench.deliver(text_of(phone, "Lena Marie Vogt", 120, "three"));
    CHECK(bench.session().scalar(contact_events) > first);
}

TEST_CASE("a new guest is told of once for the delivery that brings name and message", "[ingest]") {
    FoldBench bench;
    const std::int64_t before = bench.session().scalar("SELECT value FROM meta WHERE name = 'feed_next'");
    bench.deliver(text_of(phone, "Lena Vogt", 0, "one"));
    // Of contact, message, conversation and the account's sign of life one event each.
    CHECK(bench.session().scalar("SELECT value FROM meta WHERE name = 'feed_next'") == before + 4);
}

TEST_CASE("the same name said later is told where it wins over the name of another identity", "[ingest]") {
    FoldBench bench;
    bench.deliver(rooms::delivery("msg_text_bsuid_with_phone"));  // one person
    bench.deliver(text_of(phone, "Lena Vogt", 100, "one"));
    bench.deliver(text_of(user_id, "Lena V.", 200, "two"));
    const std::int64_t shows_the_second = bench.session().scalar(contact_events);
    bench.deliver(text_of(phone, "Lena Vogt", 300, "three"));
    CHECK(bench.session().scalar(contact_events) > shows_the_second);
}
