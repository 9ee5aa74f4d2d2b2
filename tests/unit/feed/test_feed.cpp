#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <future>
#include <set>
#include <thread>

#include "catch.hpp"
#include "feed/feed_bench.hpp"
#include "ingest/following_host.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using rooms::column;
using rooms::count;
using rooms::delivery;
using rooms::eventually;
using rooms::FeedBench;
namespace json = boost::json;

namespace {

constexpr std::uint32_t forever = 600'000;

/// A wait on a thread of its own.
class Waiting {
  public:
    Waiting(Feed& feed, std::string consumer, std::uint32_t timeout_ms = forever)
        : thread_([this, &feed, name = std::move(consumer), timeout_ms] {
              auto woke = feed.wait(name, {}, timeout_ms);
              woke_ = woke ? static_cast<int>(*woke) : -1;
          }) {}
    ~Waiting() {
        if (thread_.joinable()) thread_.join();
    }
    bool over() const { return woke_ != -2; }
    Feed::Woke woke() {
        thread_.join();
        return static_cast<Feed::Woke>(woke_.load());
    }

  private:
    std::atomic<int> woke_{-2};
    std::thread thread_;
};

/// How many bytes lie on the descriptor after one could have come; -1: end of file.
int bytes_on(int descriptor, int timeout_ms) {
    pollfd wanted{descriptor, POLLIN, 0};
    if (::poll(&wanted, 1, timeout_ms) == 0) return 0;
    char bytes[64];
    const ssize_t length = ::read(descriptor, bytes, sizeof bytes);
    return length == 0 ? -1 : static_cast<int>(length);
}

}  // namespace

TEST_CASE("a new consumer begins at the oldest event, at now, or with a snapshot", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    CHECK(count(bench.next("from-the-oldest")) == 4);
    CHECK(count(bench.next("from-the-oldest-too", "oldest")) == 4);
    CHECK(count(bench.next("from-a-snapshot", "snapshot")) == 4);
    CHECK(count(bench.next("from-now", "now")) == 0);
    bench.guest_wrote("wamid.new");
    CHECK(count(bench.next("from-now", "now")) == 1);
    // A known consumer's place does not move by what it says later.
    CHECK(count(bench.next("from-the-oldest", "now")) == 5);
    CHECK(bench.feed.next("odd", "yesterday", 0).problem().code == "start_invalid");
    for (const char* name : {"", "a/b", "tenant:", "tenant:/x", "tenant:h/"}) {
        CHECK(bench.feed.next(name, {}, 0).problem().code == "consumer_name_invalid");
    }
}

TEST_CASE("a batch is told again until it is acknowledged, with the same ids and revisions", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    const json::object first = bench.next("crm");
    const json::object again = bench.next("crm");
    CHECK(column(first, "id") == column(again, "id"));
    CHECK(column(first, "revision") == column(again, "revision"));
    bench.acknowledge("crm", first);
    CHECK(count(bench.next("crm")) == 0);
    // Nothing was told anew meanwhile, so an empty batch's cursor is where the consumer stands.
    CHECK(bench.next("crm").at("cursor") == first.at("cursor"));
    CHECK(count(bench.next("other")) == count(first));
}

TEST_CASE("ids stay the same while the clock moves", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    static std::atomic<std::int64_t> now{1'795'010'000'000};
    Feed feed(bench.directory(), bench.readers(), Clock([](void*) { return now.load(); }, nullptr));
    feed.start();
    const auto early = json::parse(*feed.next("crm", {}, 0)).as_object();
    now += std::int64_t{48} * 3600 * 1000;
    const auto late = json::parse(*feed.next("crm", {}, 0)).as_object();
    CHECK(column(early, "id") == column(late, "id"));
    CHECK(json::serialize(early) != json::serialize(late));  // the window closed meanwhile
}

TEST_CASE("an older acknowledgement changes nothing, one that is no cursor or of another epoch is refused", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    const json::object one = bench.next("crm", {}, 1);
    const json::object all = bench.next("crm");
    bench.acknowledge("crm", all);
    bench.acknowledge("crm", one);
    CHECK(count(bench.next("crm")) == 0);
    for (const char* nonsense : {"", "1", "1:1", "1:1:", "1::1", ":1:1", "a:1:1", "1:1:1x", "1:1:1:1"}) {
        CHECK(bench.feed.acknowledge("crm", nonsense).problem().code == "cursor_invalid");
    }
    const Outcome other = bench.feed.acknowledge("crm", "2:1:1");
    REQUIRE_FALSE(other.ok());
    CHECK(other.problem().code == "cursor_of_another_epoch");
    CHECK(other.problem().refusal == Refusal::conflict);
    // A place where the feed never was would hide all that is told until there.
    CHECK(bench.feed.acknowledge("crm", "1:999999:0").problem().code == "cursor_invalid");
    CHECK(bench.feed.acknowledge("crm", "1:0:999999").problem().code == "cursor_invalid");
    bench.guest_wrote("wamid.new");
    CHECK(count(bench.next("crm")) == 1);
}

TEST_CASE("a consumer of one tenant sees nothing of another", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    AccountRow second = rooms::fixture_account();
    second.account_id = AccountId("acc_0000000000000002");
    second.tenant = TenantId("hotel/2");
    second.phone_number_id = PhoneNumberId("310987654321902");
    second.waba_id = WabaId("210987654321901");
    bench.attach(second);
    bench.deliver(delivery("batch_multi_entry_multi_change"));
    const auto tenants = [](const json::object& batch) {
        const auto values = column(batch, "tenantid");
        return std::set<std::string>(values.begin(), values.end());
    };
    CHECK(tenants(bench.next("all")) == std::set<std::string>{"hotel-1", "hotel/2"});
    CHECK(tenants(bench.next("tenant:hotel-1/crm")) == std::set<std::string>{"hotel-1"});
    CHECK(tenants(bench.next("tenant:hotel/2/crm")) == std::set<std::string>{"hotel/2"});
    CHECK(count(bench.next("tenant:hotel-3/crm")) == 0);
    bench.acknowledge("tenant:hotel-1/crm", bench.next("tenant:hotel-1/crm"));
    const auto woke = bench.feed.wait("tenant:hotel-1/crm", {}, 20);
    CHECK(*woke == Feed::Woke::timeout);
}

TEST_CASE("a batch keeps to its size and holds at least one event", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    const std::string long_text(300'000, 'x');
    for (int number = 0; number < 8; ++number) bench.guest_wrote("wamid." + std::to_string(number), long_text);
    bench.guest_wrote("wamid.huge", std::string(1'500'000, 'y'));
    std::size_t told = 0;
    std::size_t batches = 0;
    for (;;) {
        const auto text = *bench.feed.next("crm", {}, 1000);
        const json::object batch = json::parse(text).as_object();
        if (count(batch) == 0) break;
        if (count(batch) > 1) CHECK(text.size() <= (1 << 20) + 100);
        told += count(batch);
        ++batches;
        bench.acknowledge("crm", batch);
    }
    CHECK(told == 12);
    CHECK(batches >= 4);
    CHECK(count(bench.next("few", {}, 3)) == 3);
}

TEST_CASE("a host that follows the feed in small steps has what a snapshot shows", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    rooms::FollowingHost follower;
    const auto follow = [&](const std::string& consumer, rooms::FollowingHost& host, std::uint32_t step) {
        for (;;) {
            const json::object batch = bench.next(consumer, {}, step);
            if (count(batch) == 0) return;
            for (const json::value& event : batch.at("events").as_array()) host.take(event.as_object());
            bench.acknowledge(consumer, batch);
        }
    };
    for (const char* name : {"msg_text_bsuid_only", "msg_text", "msg_edit_text", "msg_text_bsuid_with_phone",
                             "echo_text", "state_sync_initial_batch"}) {
        bench.deliver(delivery(name));
        follow("follower", follower, 2);
    }
    rooms::FollowingHost late;
    follow("late", late, 1000);
    CHECK(late.records() == follower.records());
    CHECK_FALSE(late.records().empty());
}

TEST_CASE("a consumer that is forgotten begins anew", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.acknowledge("crm", bench.next("crm"));
    CHECK(count(bench.next("crm")) == 0);
    REQUIRE(bench.feed.forget("crm").ok());
    CHECK(count(bench.next("crm")) == 1);
    CHECK(bench.feed.forget("a/b").problem().code == "consumer_name_invalid");
    const auto consumers = bench.feed.consumers();
    REQUIRE(consumers.size() == 1);
    CHECK(consumers.front().second == 1);
}

TEST_CASE("wait ends with an event, whether the owner tells of it or the state just grows", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    CHECK(*bench.feed.wait("crm", {}, forever) == Feed::Woke::events);
    bench.acknowledge("crm", bench.next("crm"));
    Waiting waiting(bench.feed, "crm");
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    CHECK_FALSE(waiting.over());
    bench.guest_wrote("wamid.new");  // nobody calls committed(): as in a client
    CHECK(waiting.woke() == Feed::Woke::events);
}

TEST_CASE("wait ends when its time is over", "[feed]") {
    FeedBench bench;
    CHECK(*bench.feed.wait("crm", {}, 0) == Feed::Woke::timeout);
    const auto begun = std::chrono::steady_clock::now();
    CHECK(*bench.feed.wait("crm", {}, 80) == Feed::Woke::timeout);
    CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(80));
    CHECK(bench.feed.wait("a/b", {}, 0).problem().code == "consumer_name_invalid");
}

TEST_CASE("wake ends each wait that runs, also two of one consumer", "[feed]") {
    FeedBench bench;
    Waiting one(bench.feed, "one");
    Waiting same(bench.feed, "one");
    Waiting other(bench.feed, "other");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    REQUIRE_FALSE(one.over());
    bench.feed.wake();
    CHECK(one.woke() == Feed::Woke::woken);
    CHECK(same.woke() == Feed::Woke::woken);
    CHECK(other.woke() == Feed::Woke::woken);
    CHECK(*bench.feed.wait("one", {}, 10) == Feed::Woke::timeout);
}

TEST_CASE("a wake that comes while nobody waits ends the next wait of each consumer, once", "[feed]") {
    FeedBench bench;
    for (const char* name : {"one", "other"}) CHECK(*bench.feed.wait(name, {}, 0) == Feed::Woke::timeout);
    bench.feed.wake();
    bench.feed.wake();
    for (const char* name : {"one", "other"}) {
        CHECK(*bench.feed.wait(name, {}, forever) == Feed::Woke::woken);
        CHECK(*bench.feed.wait(name, {}, 10) == Feed::Woke::timeout);
    }
}

TEST_CASE("a wake ends the wait whenever it comes, also while the wait looks at the state", "[feed]") {
    FeedBench bench;
    for (int round = 0; round < 400; ++round) {
        auto waiting = std::async(std::launch::async, [&] { return *bench.feed.wait("crm", {}, 2'000); });
        std::this_thread::sleep_for(std::chrono::microseconds(round));
        bench.feed.wake();
        REQUIRE(waiting.get() == Feed::Woke::woken);
    }
}

TEST_CASE("stop ends each wait, and later calls are refused until it is started again", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.acknowledge("crm", bench.next("crm"));
    Waiting waiting(bench.feed, "crm");
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    bench.feed.stop();
    CHECK(waiting.woke() == Feed::Woke::stopped);
    CHECK(*bench.feed.wait("crm", {}, forever) == Feed::Woke::stopped);
    CHECK(bench.feed.next("crm", {}, 0).problem().code == "not_started");
    CHECK(bench.feed.event_fd("crm", {}) == -1);
    bench.feed.start();
    CHECK(count(bench.next("crm")) == 0);
}

TEST_CASE("a descriptor gets one byte when events wait, and no other until they are read", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.acknowledge("crm", bench.next("crm"));
    const int descriptor = bench.feed.event_fd("crm", {});
    REQUIRE(descriptor >= 0);
    CHECK((::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(bytes_on(descriptor, 100) == 0);
    bench.guest_wrote("wamid.1");
    CHECK(bytes_on(descriptor, 60'000) == 1);
    bench.guest_wrote("wamid.2");
    CHECK(bytes_on(descriptor, 200) == 0);
    bench.acknowledge("crm", bench.next("crm"));
    CHECK(bytes_on(descriptor, 100) == 0);
    bench.guest_wrote("wamid.3");
    CHECK(bytes_on(descriptor, 60'000) == 1);
    ::close(descriptor);
}

TEST_CASE("a descriptor that comes when events wait already gets its byte at once", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    // The watcher has seen all commits: no later one helps.
    REQUIRE(*bench.feed.wait("crm", {}, forever) == Feed::Woke::events);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const int descriptor = bench.feed.event_fd("crm", {});
    CHECK(bytes_on(descriptor, 60'000) == 1);
    ::close(descriptor);
}

TEST_CASE("a host that reads part of what waits gets its next byte without a new event", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    const int descriptor = bench.feed.event_fd("crm", {});
    for (int rest = 4; rest > 0; --rest) {
        CHECK(bytes_on(descriptor, 60'000) == 1);
        bench.acknowledge("crm", bench.next("crm", {}, 1));
    }
    CHECK(bytes_on(descriptor, 100) == 0);
    // One that reads and does not acknowledge is reminded as well: its events wait.
    bench.guest_wrote("wamid.new");
    CHECK(bytes_on(descriptor, 60'000) == 1);
    bench.next("crm");
    CHECK(bytes_on(descriptor, 60'000) == 1);
    ::close(descriptor);
}

TEST_CASE("a descriptor may begin at now", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    const int descriptor = bench.feed.event_fd("crm", "now");
    CHECK(bytes_on(descriptor, 200) == 0);
    CHECK(count(bench.next("crm", "now")) == 0);
    bench.guest_wrote("wamid.new");
    CHECK(bytes_on(descriptor, 60'000) == 1);
    ::close(descriptor);
}

TEST_CASE("stop ends descriptors, and a host may close its end at any time", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    const int closed = bench.feed.event_fd("gone", {});
    const int kept = bench.feed.event_fd("crm", {});
    ::close(closed);
    bench.guest_wrote("wamid.1");
    CHECK(bytes_on(kept, 60'000) == 1);
    bench.next("gone");
    bench.guest_wrote("wamid.2");
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    bench.feed.stop();
    CHECK(bytes_on(kept, 60'000) == -1);
    ::close(kept);
    CHECK(bench.feed.event_fd("a/b", {}) == -1);
}

TEST_CASE("a consumer that fell behind a new epoch is told everything again", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    const json::object before = bench.next("crm");
    bench.acknowledge("crm", before);
    bench.feed.stop();
    bench.transact([](WriteContext& context) { set_meta_number(context.session, "fold_version", 0); });
    bench.restart();
    bench.settle();
    Feed feed(bench.directory(), bench.readers(), Clock());
    feed.start();
    CHECK(*feed.wait("crm", {}, forever) == Feed::Woke::events);
    const auto after = json::parse(*feed.next("crm", {}, 0)).as_object();
    auto ids = column(before, "id");
    auto again = column(after, "id");
    std::sort(ids.begin(), ids.end());
    std::sort(again.begin(), again.end());
    CHECK(ids == again);
    CHECK(column(after, "revision").front() > column(before, "revision").back());
    const std::string old_cursor(before.at("cursor").as_string());
    CHECK(feed.acknowledge("crm", old_cursor).problem().code == "cursor_of_another_epoch");
}

TEST_CASE("a restriction of the account is told with what it forbids and until when", "[feed]") {
    FeedBench bench;
    bench.attach(rooms::fixture_account());
    bench.next("crm", "now");
    bench.deliver(delivery("account_update_restriction"));
    const json::object batch = bench.next("crm");
    REQUIRE(column(batch, "type") == std::vector<std::string>{"account.changed"});
    const json::value& told = batch.at("events").at(0).at("data");
    CHECK(told.at("state") == "connected");  // a flag, no state
    CHECK(told.at("flags").at("restricted") ==
          json::parse(R"([{"what":"RESTRICTED_BIZ_INITIATED_MESSAGING","until":"2026-11-25T13:53:20Z"},
                          {"what":"RESTRICTED_ADD_PHONE_NUMBER_ACTION","until":"2026-11-25T13:53:20Z",
                           "remedy":"Review the policy and appeal in Business Support Home."}])"));
    bench.acknowledge("crm", batch);
    bench.deliver(delivery("account_update_restriction"));
    CHECK(count(bench.next("crm")) == 0);  // the same word again is no second event
}
