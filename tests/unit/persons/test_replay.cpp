// A message type of next year was kept as a placeholder; the version that knew it never read it again.
#include <boost/json.hpp>

#include "catch.hpp"
#include "ingest/writer_bench.hpp"
#include "persons/replay_command.hpp"
#include "store/audit.hpp"
#include "store/not_understood.hpp"
#include "store/progress.hpp"

using namespace coexist;
using rooms::WriterBench;

namespace {

/// A road whose deliveries are understood after an upgrade only.
class NextYearsRoad : public Road {
  public:
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::optional<std::string> handshake(std::string_view) const override { return std::nullopt; }
    [[nodiscard]] bool genuine(const HeaderViews&, std::string_view) const override { return true; }
    [[nodiscard]] bool history_only(std::string_view) const override { return false; }
    Observation read(std::string_view body, std::int64_t received_at) override {
        Address address;
        address.phone_number_id = PhoneNumberId(rooms::fixture_number);
        Observation said;
        if (!upgraded || body == "never") {
            said.facts.push_back({address, UnknownFact{"holograms", "hologram", {}}});
            return said;
        }
        const std::string word(body);
        MessageFact told;
        told.message.wamid = Wamid("wamid." + word);
        told.message.origin = Origin::customer;
        told.message.sides = side_customer;
        told.message.peers = {{IdentityKind::wa_id, "4915112345678"}};
        told.message.content = Content{true, Witness::live, {received_at, word}, "text", word, {}, "", ""};
        said.facts.push_back({address, told});
        return said;
    }

    bool upgraded = false;

  private:
    std::string name_ = "next";
};

}  // namespace

TEST_CASE("what was not understood is read again after an upgrade, and what still is not stays counted", "[persons]") {
    WriterBench bench;
    AccountRow account = rooms::fixture_account();
    account.road = "next";
    bench.attach(account);
    for (const char* body : {"one", "two", "never"}) REQUIRE(bench.journalled(body, "next"));
    bench.settle();
    const auto road = std::make_shared<NextYearsRoad>();
    const Roads roads{{"next", road}};
    DeliveryApplier applier(roads);
    const auto rows = [&] { return rows_not_understood(*bench.readers().take(), {}, 100); };
    const auto counted = [&] { return bench.scalar("SELECT coalesce(sum(count), 0) FROM unknown_kind"); };
    bench.transact([&](WriteContext& context) {
        // Of a road that this bench does not have they were set aside: there they are found.
        for (const QuarantineRow& row : quarantined(context.session)) applier.replay(context, row.position);
    });
    REQUIRE(rows().size() == 3);
    CHECK(counted() == 3);

    const auto replay = [&] {
        StoredRow command;
        command.position = {"replays", bench.scalar("SELECT count(*) FROM audit") + 1};
        ReplayCommand asked;
        asked.not_understood = rows();
        asked.actor = "ann";
        command.row = row_of(asked);
        bench.transact([&](WriteContext& context) { apply_replay(context, applier, command); });
        auto reader = bench.readers().take();
        return audit_of_all(*reader, {}).front().detail;
    };
    CHECK(replay() == "0 understood, 3 still not, 0 no longer in the journal");
    CHECK(counted() == 3);  // reading them again is no new one
    road->upgraded = true;
    CHECK(replay() == "2 understood, 1 still not, 0 no longer in the journal");
    CHECK(bench.scalar("SELECT count(*) FROM message WHERE wamid IN ('wamid.one', 'wamid.two')") == 2);
    CHECK(counted() == 1);
    CHECK(rows().size() == 1);
}

TEST_CASE("rows that were not understood are told behind a place, each once", "[persons]") {
    WriterBench bench;
    bench.transact([](WriteContext& context) {
        for (const std::int64_t row : {3, 1, 2}) {
            count_unknown(context.session, "a", "x", {"s1", row});
            count_unknown(context.session, "a", "y", {"s1", row});
            count_unknown(context.session, "a", "x", {"s1", row});
        }
    });
    auto reader = bench.readers().take();
    const std::vector<JournalPosition> all = {{"s1", 1}, {"s1", 2}, {"s1", 3}};
    CHECK(rows_not_understood(*reader, {}, 10) == all);
    CHECK(rows_not_understood(*reader, {"s1", 1}, 1) == std::vector<JournalPosition>{{"s1", 2}});
    CHECK(bench.scalar("SELECT count FROM unknown_kind WHERE what = 'x'") == 3);
}
