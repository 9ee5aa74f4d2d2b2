#include "ingest/disk_use.hpp"

#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "catch.hpp"
#include "ingest/webhook_door.hpp"
#include "ingest/writer_bench.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::TemporaryDirectory;

namespace {

void fill(const TemporaryDirectory& place, std::size_t bytes) {
    std::filesystem::create_directories(place.path() + "/journal");
    std::ofstream(place.path() + "/journal/segment", std::ios::binary) << std::string(bytes, 'x');
}

/// A road whose deliveries all are imports, or none.
class LaneRoad : public rooms::WordRoad {
  public:
    [[nodiscard]] bool history_only(std::string_view body) const override { return body == "history"; }
};

}  // namespace

TEST_CASE("a state warns from 80 % of its budget and refuses imports from 90 %", "[ingest]") {
    const auto [bytes, warns, refuses] = GENERATE(table<std::size_t, bool, bool>(
        {{799'999, false, false}, {800'000, true, false}, {899'999, true, false}, {900'000, true, true}}));
    const TemporaryDirectory place;
    fill(place, bytes);
    std::vector<std::string> lines;
    DiskUse disk(place.path(),
                 Log([&](LogLevel, std::string_view, std::string_view line) { lines.emplace_back(line); }));
    disk.set_budget(1'000'000);
    const DiskUse::Measure measure = disk.look();
    CHECK(measure.used == static_cast<std::int64_t>(bytes));
    CHECK(measure.limit == 1'000'000);
    CHECK(measure.warns() == warns);
    CHECK(measure.refuses_history() == refuses);
    disk.look();
    CHECK(lines.size() == (warns ? 1 : 0));
    if (refuses) {
        CHECK(lines.front() ==
              "90 % of the state's space is used: imported history is refused, live messages are taken");
    }
}

TEST_CASE("without a budget, and with one that the disk has not, the disk's space is the limit", "[ingest]") {
    const std::int64_t budget = GENERATE(std::int64_t{0}, std::int64_t{1} << 60);
    const TemporaryDirectory place;
    fill(place, 5000);
    DiskUse disk(place.path(), Log());
    disk.set_budget(budget);
    struct statvfs said {};
    REQUIRE(::statvfs(place.path().c_str(), &said) == 0);
    const DiskUse::Measure measure = disk.look();
    CHECK(measure.used == 5000);
    CHECK(measure.limit > 5000);
    CHECK(measure.limit <= static_cast<std::int64_t>(said.f_blocks * said.f_frsize));
    CHECK_FALSE(measure.warns());
}

TEST_CASE("over the budget an import is told to come again, and a live delivery is stored", "[ingest]") {
    const TemporaryDirectory place;
    fill(place, 950'000);
    DiskUse disk(place.path(), Log());
    disk.set_budget(1'000'000);
    Roads roads;
    roads["main"] = std::make_shared<LaneRoad>();
    Journal journal(place.path() + "/journal", Clock(), Log());
    journal.start();
    DoorCounts counts;
    WebhookDoor door(roads, journal, Clock(), counts, disk);
    const HeaderViews headers;
    std::atomic<int> stored = 0;
    const auto done = [](void* ctx, bool durable) { *static_cast<std::atomic<int>*>(ctx) += durable ? 1 : 100; };

    const auto refused = door.receive({"POST", "main", "", headers, "history", ""}, done, &stored);
    REQUIRE(refused);
    CHECK(refused->status == 503);
    REQUIRE(refused->problem);
    CHECK(refused->problem->code == "history_refused");
    CHECK(refused->problem->detail ==
          "The disk is almost full: imported history waits at the platform, which delivers it again for days. Live "
          "messages are taken.");
    CHECK(refused->problem->next == "Free some space on the server's disk, or raise disk_budget_mb.");
    CHECK(counts.history_refused == 1);

    CHECK_FALSE(door.receive({"POST", "main", "", headers, "live", ""}, done, &stored));
    disk.set_budget(10'000'000);
    CHECK_FALSE(door.receive({"POST", "main", "", headers, "history", ""}, done, &stored));
    journal.stop();
    CHECK(stored == 2);
}
