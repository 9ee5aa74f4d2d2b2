// How fast a number may send, and what changes that.
#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "outbox/account_evidence.hpp"
#include "outbox/send_rate.hpp"

using namespace coexist;
using namespace rooms;

namespace {

constexpr std::int64_t minute = 60'000;

/// The rate of the account as one of this provider.
SendRate rate_of(ActionBench& bench, const std::string& id, Provider provider) {
    AccountRow account = bench.row(id);
    account.provider = provider;
    return send_rate(*bench.readers().take(), bench.settings(), account);
}

void read_shows(ActionBench& bench, const std::string& id, const std::string& level, std::int64_t asked_at) {
    NumberNode number;
    number.throughput = level;
    const std::int64_t row = bench.row(id).id;
    bench.transact([&](WriteContext& context) { note_throughput(context, row, number, asked_at); });
}

}  // namespace

TEST_CASE("a dedicated number sends 80 a second until it is upgraded, and nothing told later takes that back",
          "[outbox]") {
    const bool upgrade_first = GENERATE(true, false);
    ActionBench bench;
    const std::string id = bench.adopt(Provider::meta);
    CHECK(rate_of(bench, id, Provider::meta).per_second == 80);
    CHECK(rate_of(bench, id, Provider::meta).at_most == 80);
    if (upgrade_first) bench.deliver(delivery("phone_number_quality_update_throughput"));
    bench.deliver(delivery("phone_number_quality_update_legacy_flagged"));
    bench.deliver(delivery("phone_number_quality_update_onboarding"));
    if (!upgrade_first) bench.deliver(delivery("phone_number_quality_update_throughput"));
    CHECK(rate_of(bench, id, Provider::meta).per_second == 1000);
    CHECK(rate_of(bench, id, Provider::meta).at_most == 1000);
    // A coexistence number shows the ladder too and is not paced by it.
    CHECK(rate_of(bench, id, Provider::coex).per_second == 15);
    CHECK(rate_of(bench, id, Provider::coex).at_most == 20);
}

TEST_CASE("the level that a read shows is kept, the newest read counts, and other words tell nothing", "[outbox]") {
    ActionBench bench;
    const std::string id = bench.adopt(Provider::meta);
    const std::int64_t at = bench.now_ms + 60 * minute;
    read_shows(bench, id, "HIGH", at);
    CHECK(rate_of(bench, id, Provider::meta).per_second == 1000);
    CHECK(rate_of(bench, id, Provider::coex).per_second == 15);
    read_shows(bench, id, "STANDARD", at - minute);  // its answer came late
    CHECK(rate_of(bench, id, Provider::meta).per_second == 1000);
    read_shows(bench, id, "NOT_APPLICABLE", at + minute);
    read_shows(bench, id, "", at + minute);
    CHECK(rate_of(bench, id, Provider::meta).per_second == 1000);
    read_shows(bench, id, "STANDARD", at + 2 * minute);
    CHECK(rate_of(bench, id, Provider::meta).per_second == 80);
}
