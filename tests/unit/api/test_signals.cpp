#include <algorithm>
#include <set>

#include "catch.hpp"
#include "runtime/timestamps.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;
namespace json = boost::json;

namespace {

struct TwoHotels {
    World world;
    AccountRow north = world.attach("north", "4930111");
    AccountRow south = world.attach("south", "4989222");
    TwoHotels() {
        world.guest_wrote(north, "4915100000001", "wamid.n1", "Hello", 1763630000);
        world.guest_wrote(south, "4915100000002", "wamid.s1", "Hello", 1763630001);
        AccountFact told;
        told.life.newest[LifeKind::offboarded] = {1763630100, "DEVICE_CHANGED", "USER", "{}", 1763630100};
        world.fact(north, {{}, told});
        NoticeFact notice;
        notice.notices.newest[{NoticeKind::quality, {}}] = {1763630200, "FLAGGED", "LIMIT_1K", "{}"};
        world.fact(north, {{}, notice});
        world.writer().post_and_wait([this](WriteContext& context) {
            AccountRow row = *find_account(context.session, north.account_id);
            row.generation_start = 1763629000 * 1000LL;
            row.phone_confirmed_at = 1763630300 * 1000LL;
            context.fold.account_changed(row);
            AccountLifeRow life = account_life(context.session, row.id);
            life.signs.newest.insert({1763630400 * 1000LL, SignKind::no_access, true, "token_refused"});
            save_account_signs(context.session, row.id, life);
        });
    }
};

std::set<std::string> named(const std::vector<json::object>& signals) {
    std::set<std::string> names;
    for (const json::object& one : signals) {
        names.insert(std::string(one.at("source").as_string()) + " " + std::string(one.at("kind").as_string()));
    }
    return names;
}

}  // namespace

TEST_CASE("signals of a number are told newest first, each with what it proves", "[api]") {
    TwoHotels hotels;
    const auto signals = hotels.world.all_of("/v1/signals", "signals", staff_of({"north"}));
    CHECK(named(signals) == std::set<std::string>{"announcement quality", "call no_access", "platform offboarded",
                                                  "sign_of_life connected", "sign_of_life customer_message",
                                                  "sign_of_life person"});
    const std::vector<std::string> times = column(signals, "at");
    CHECK(std::is_sorted(times.rbegin(), times.rend()));
    for (const json::object& one : signals) {
        if (one.at("kind") == "person") {
            CHECK(one.at("strength") == "strong");
            CHECK(one.at("at").as_string() == rfc3339(1763630300 * 1000LL));
        }
        if (one.at("kind") == "offboarded") CHECK(one.at("reason") == "DEVICE_CHANGED");
        if (one.at("kind") == "quality") CHECK(one.at("word") == "FLAGGED");
        if (one.at("kind") == "no_access") CHECK(one.at("reason") == "token_refused");
    }
}

TEST_CASE("signals are paged, each once, and hold the caller's tenants and nothing else", "[api]") {
    TwoHotels hotels;
    const std::string both = admin_of({"north", "south"});
    const auto all = hotels.world.all_of("/v1/signals", "signals", both);
    const auto one_by_one = hotels.world.all_of("/v1/signals?limit=1", "signals", both);
    CHECK(one_by_one == all);
    const auto in = [&](const std::string& query, const std::string& actor) {
        return column(hotels.world.all_of("/v1/signals" + query, "signals", actor), "tenant");
    };
    CHECK(in("", both).size() == in("", staff_of({"north"})).size() + in("", staff_of({"south"})).size());
    for (const std::string& tenant : in("", staff_of({"north"}))) CHECK(tenant == "north");
    for (const std::string& tenant : in("?tenant=south", both)) CHECK(tenant == "south");
    const std::string souths = "?account=" + hotels.south.account_id.value;
    for (const std::string& tenant : in(souths, both)) CHECK(tenant == "south");
    CHECK(code_of(hotels.world.get("/v1/signals" + souths, staff_of({"north"}))) == "account_not_found");
    CHECK(code_of(hotels.world.get("/v1/signals?tenant=south", staff_of({"north"}))) == "tenant_not_found");
}
