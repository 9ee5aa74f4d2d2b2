#include <SQLiteCpp/Exception.h>
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <thread>

#include "catch.hpp"
#include "ingest/journal.hpp"
#include "store/another_process.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::AnotherProcess;
using rooms::eventually;
using rooms::TemporaryDirectory;

namespace {

JournalRow row(const std::string& body) {
    return {1, RowKind::delivery, Lane::live, "main", body};
}

/// All bodies that lie in the directory's segments, with how often each does.
std::map<std::string, int> stored(const std::string& directory) {
    std::map<std::string, int> bodies;
    for (const std::string& name : segments_in(directory)) {
        for (const StoredRow& one : SegmentReader(directory, name).read(Lane::live, 0, 1'000'000)) {
            ++bodies[one.row.body];
        }
    }
    return bodies;
}

/// Counts what it is told, per row.
struct Told {
    std::atomic<int> durable{0};
    std::atomic<int> refused{0};
    static void done(void* ctx, bool was_durable) {
        auto* told = static_cast<Told*>(ctx);
        ++(was_durable ? told->durable : told->refused);
    }
};

/// While it lives, no file of this process grows beyond `bytes`: what a full disk looks like.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limited = before_;
        limited.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limited);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int) = SIG_DFL;
};

/// Seals a segment of somebody else; false while its creator has not finished its tables.
bool sealed_from_outside(const std::string& path) {
    try {
        Session session(path, Access::write);
        session.execute("INSERT INTO seal(sealed_at) VALUES(1)");
        return true;
    } catch (const SQLite::Exception&) {
        return false;
    }
}

}  // namespace

TEST_CASE("child: journals numbered deliveries until it is told to end", "[.child]") {
    Journal journal(rooms::given("journal"), Clock(), Log());
    journal.start();
    const std::string end = rooms::given("end");
    int next = 0;
    while (!rooms::flag_raised(end)) {
        if (!journal.append_and_wait(row("child " + std::to_string(next++)))) std::_Exit(1);
        if (next == 10) rooms::raise_flag(rooms::given("flag"));
    }
    journal.stop();
    std::_Exit(next > 250 ? 250 : next);
}

TEST_CASE("every row of sixteen threads is durable when its done says so, and done is told once", "[ingest]") {
    constexpr int threads = 16;
    constexpr int each = 100;
    const TemporaryDirectory directory;
    Journal journal(directory.path(), Clock(), Log());
    std::atomic<int> groups{0};
    journal.on_appended([&] { ++groups; });
    journal.start();
    std::array<std::array<Told, each>, threads> told;
    std::vector<std::thread> callers;
    for (int thread = 0; thread < threads; ++thread) {
        callers.emplace_back([&, thread] {
            for (int count = 0; count < each; ++count) {
                journal.append(row(std::to_string(thread) + "/" + std::to_string(count)), Told::done,
                               &told[static_cast<std::size_t>(thread)][static_cast<std::size_t>(count)]);
            }
        });
    }
    for (std::thread& caller : callers) caller.join();
    journal.stop();
    for (const auto& of_thread : told) {
        for (const Told& one : of_thread) REQUIRE((one.durable == 1 && one.refused == 0));
    }
    const auto bodies = stored(directory.path());
    CHECK(bodies.size() == threads * each);
    for (const auto& [body, times] : bodies) REQUIRE(times == 1);
    CHECK(groups < threads * each);  // they shared flushes
    CHECK(journal.trouble().empty());
}

TEST_CASE("stop stores what waits, seals the segment and refuses what comes later", "[ingest]") {
    const TemporaryDirectory directory;
    Journal journal(directory.path(), Clock(), Log());
    Told told;
    journal.append(row("too early"), Told::done, &told);
    CHECK(told.refused == 1);
    journal.start();
    for (int count = 0; count < 50; ++count) journal.append(row(std::to_string(count)), Told::done, &told);
    journal.stop();
    CHECK(told.durable == 50);
    CHECK(stored(directory.path()).size() == 50);
    REQUIRE(segments_in(directory.path()).size() == 1);
    CHECK(SegmentReader(directory.path(), segments_in(directory.path()).front()).sealed());
    CHECK_FALSE(journal.append_and_wait(row("too late")));
    journal.stop();
    journal.start();
    CHECK(journal.append_and_wait(row("again")));
    journal.stop();
    CHECK(segments_in(directory.path()).size() == 2);
}

TEST_CASE("rows that come while the journal stops are either stored or refused, never both", "[ingest]") {
    const TemporaryDirectory directory;
    for (int round = 0; round < 10; ++round) {
        Journal journal(directory.path(), Clock(), Log());
        journal.start();
        std::array<Told, 4> told;
        std::atomic<bool> go{true};
        std::array<int, 4> asked{};
        std::vector<std::thread> callers;
        for (std::size_t index = 0; index < told.size(); ++index) {
            callers.emplace_back([&, index] {
                while (go) {
                    ++asked[index];
                    journal.append(row("x"), Told::done, &told[index]);
                    std::this_thread::yield();
                }
            });
        }
        REQUIRE(eventually([&] { return told[0].durable > 2; }));
        journal.stop();
        go = false;
        for (std::thread& caller : callers) caller.join();
        for (std::size_t index = 0; index < told.size(); ++index) {
            CHECK(told[index].durable + told[index].refused == asked[index]);
        }
    }
}

TEST_CASE("a segment that grew large is sealed and followed by another", "[ingest]") {
    const TemporaryDirectory directory;
    Journal journal(directory.path(), Clock(), Log(), 100'000);
    journal.start();
    for (int count = 0; count < 40; ++count) {
        REQUIRE(journal.append_and_wait(row(std::to_string(count) + std::string(20'000, 'x'))));
    }
    journal.stop();
    const auto names = segments_in(directory.path());
    CHECK(names.size() >= 4);
    for (const std::string& name : names) CHECK(SegmentReader(directory.path(), name).sealed());
    CHECK(stored(directory.path()).size() == 40);
}

TEST_CASE("a live segment that somebody else sealed loses nothing", "[ingest]") {
    const TemporaryDirectory directory;
    const std::string segments = directory.inside("journal");
    const std::string flag = directory.path() + "/flag";
    const std::string end = directory.path() + "/end";
    AnotherProcess writer("child: journals numbered deliveries until it is told to end",
                          {{"journal", segments}, {"flag", flag}, {"end", end}});
    REQUIRE(eventually([&] { return rooms::flag_raised(flag); }));
    for (int round = 0; round < 3; ++round) {
        std::string live;
        REQUIRE(eventually([&] {
            live = segments_in(segments).back();
            return sealed_from_outside(segments + "/" + live);
        }));
        REQUIRE(eventually([&] { return segments_in(segments).back() != live; }));
    }
    rooms::raise_flag(end);
    const int written = writer.wait();
    REQUIRE(written >= 10);
    const auto bodies = stored(segments);
    if (written < 250) CHECK(bodies.size() == static_cast<std::size_t>(written));
    for (int count = 0; count < written; ++count) REQUIRE(bodies.count("child " + std::to_string(count)) == 1);
    CHECK(segments_in(segments).size() >= 4);
}

TEST_CASE("a journal that cannot be written says so, refuses, and goes on when it can again", "[ingest]") {
    const TemporaryDirectory directory;
    const std::string segments = directory.path() + "/journal";
    Journal journal(segments, Clock(), Log());
    journal.start();
    CHECK_FALSE(journal.append_and_wait(row("lost")));
    CHECK_FALSE(journal.trouble().empty());
    std::filesystem::create_directories(segments);
    CHECK(journal.append_and_wait(row("kept")));
    CHECK(journal.trouble().empty());
    journal.stop();
    CHECK(stored(segments) == std::map<std::string, int>{{"kept", 1}});
}

TEST_CASE("on a full disk every row is refused, and no file is added with each attempt", "[ingest]") {
    const TemporaryDirectory directory;
    const auto figures = std::make_shared<Figures>();
    Journal journal(directory.path(), Clock(), Log());
    journal.count_in(figures);
    journal.start();
    REQUIRE(journal.append_and_wait(row("before")));
    CHECK(figures->stores.flushes_failed == 0);
    {
        const FullDisk full(4096);
        for (int count = 0; count < 20; ++count) CHECK_FALSE(journal.append_and_wait(row(std::string(100'000, 'x'))));
        CHECK_FALSE(journal.trouble().empty());
    }
    CHECK(figures->stores.flushes_failed == 20);  // groups that were refused, however often each was tried
    CHECK(segments_in(directory.path()).size() <= 2);
    CHECK(journal.append_and_wait(row("after")));
    CHECK(journal.trouble().empty());
    journal.stop();
    const auto bodies = stored(directory.path());
    CHECK(bodies.count("before") == 1);
    CHECK(bodies.count("after") == 1);
}
