#include <algorithm>
#include <set>

#include "feed/feed_bench.hpp"
#include "ingest/following_host.hpp"

using namespace coexist;
using rooms::column;
using rooms::count;
using rooms::FeedBench;
namespace json = boost::json;

TEST_CASE("imported messages come in silent batches of at most 200, behind what is live", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.acknowledge("crm", bench.next("crm"));
    for (int number = 0; number < 450; ++number) {
        bench.imported("wamid." + std::to_string(number));
        if (number % 100 == 0) bench.guest_wrote("wamid.live." + std::to_string(number));
    }
    std::vector<std::size_t> sizes;
    std::set<std::string> subjects;
    for (bool first = true;; first = false) {
        const json::object page = bench.next("crm", {}, 1000);
        CHECK(column(page, "id") == column(bench.next("crm", {}, 1000), "id"));
        if (count(page) == 0) break;
        const auto types = column(page, "type");
        CHECK(std::count(types.begin(), types.end(), "message.changed") == (first ? 5 : 0));
        CHECK(types.back() == "history.batch");
        for (const json::value& event : page.at("events").as_array()) {
            if (event.at("type") == "message.changed") CHECK(event.at("data").at("origin") == "customer");
            if (event.at("type") != "history.batch") continue;
            CHECK(event.at("data").at("silent").as_bool());
            CHECK(event.at("accountid") == event.at("data").at("account"));
            const json::array& messages = event.at("data").at("messages").as_array();
            sizes.push_back(messages.size());
            CHECK(event.at("revision") == messages.back().at("revision"));
            for (const json::value& message : messages) {
                CHECK(message.at("data").at("silent").as_bool());
                CHECK(message.at("revision").as_string() <= event.at("revision").as_string());
                subjects.insert(std::string(message.at("subject").as_string()));
            }
        }
        bench.acknowledge("crm", page);
    }
    CHECK(sizes == std::vector<std::size_t>{200, 200, 50});
    CHECK(subjects.size() == 450);
}

TEST_CASE("what guests write is read before a past of thousands that was told earlier", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    for (int number = 0; number < 600; ++number) bench.imported("wamid." + std::to_string(number));
    bench.guest_wrote("wamid.live", "Is anybody there?");
    const std::string first = json::serialize(bench.next("crm", {}, 10));
    CHECK(first.find("Is anybody there?") != std::string::npos);
    bench.acknowledge("crm", bench.next("crm", {}, 10));
    bench.guest_wrote("wamid.second", "Hello?");
    CHECK(json::serialize(bench.next("crm", {}, 1)).find("Hello?") != std::string::npos);
}

TEST_CASE("a batch of imported messages is one event where few are asked for, and none is skipped", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.acknowledge("crm", bench.next("crm"));
    rooms::FollowingHost slow;
    rooms::FollowingHost fast;
    for (int number = 0; number < 30; ++number) {
        bench.imported("wamid." + std::to_string(number));
        if (number % 7 == 0) bench.guest_wrote("wamid.live." + std::to_string(number));
    }
    for (;;) {
        const json::object page = bench.next("crm", {}, 1);
        if (count(page) == 0) break;
        REQUIRE(count(page) == 1);
        slow.take(page.at("events").at(0).as_object());
        bench.acknowledge("crm", page);
    }
    const json::object whole = bench.next("late", {}, 1000);
    for (const json::value& event : whole.at("events").as_array()) fast.take(event.as_object());
    CHECK(slow.records() == fast.records());
}

TEST_CASE("an imported message that is heard of live is told alone from then on", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.imported("wamid.one");
    bench.acknowledge("crm", bench.next("crm"));
    bench.guest_wrote("wamid.one");
    const auto types = column(bench.next("crm"), "type");
    CHECK(std::count(types.begin(), types.end(), "message.changed") == 1);
    CHECK(std::count(types.begin(), types.end(), "history.batch") == 0);
}
