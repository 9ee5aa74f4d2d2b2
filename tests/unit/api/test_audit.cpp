#include <algorithm>
#include <thread>

#include "catch.hpp"
#include "store/audit.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;
using boost::json::object;

namespace {

std::vector<object> audit_of(World& world, const std::string& actor, const std::string& query = "?limit=3") {
    return world.all_of("/admin/audit" + query, "audit", actor);
}

/// Lines go through the journal: waits until that many are there.
std::vector<object> audit_with(World& world, const std::string& actor, std::size_t lines) {
    std::vector<object> audit;
    for (int wait = 0; wait < 1000; ++wait) {
        audit = audit_of(world, actor);
        if (audit.size() >= lines) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return audit;
}

std::string text(const object& line, const char* name) {
    const boost::json::value* found = line.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

}  // namespace

TEST_CASE("a denied attempt is in the audit of whoever runs the host, and in nobody else's", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    const AccountRow south = world.attach("south", "4989222", Provider::meta);
    CHECK(world.get("/v1/accounts/" + south.account_id.value, admin_of({"north"})).status == 404);
    const auto seen = audit_with(world, operator_of_host(), 1);
    REQUIRE(seen.size() == 1);
    CHECK(text(seen[0], "actor") == "u1");
    CHECK(text(seen[0], "actor_roles") == "admin");
    CHECK(text(seen[0], "action") == "GET /v1/accounts/{}");
    CHECK(text(seen[0], "account") == south.account_id.value);
    CHECK(text(seen[0], "outcome") == "denied");
    CHECK(text(seen[0], "code") == "account_not_found");
    CHECK(seen[0].at("actor_tenants") == boost::json::array{"north"});
    // Else the prober would learn from the audit that the account exists, and the other hotel who he is.
    CHECK(audit_of(world, admin_of({"north"})).empty());
    CHECK(audit_of(world, admin_of({"south"})).empty());
    CHECK(audit_of(world, admin_of({"north", "south"})).size() == 1);
}

TEST_CASE("what is not there and what is another tenant's leave the same line", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    const AccountRow south = world.attach("south", "4989222", Provider::meta);
    world.post("/v1/accounts/" + south.account_id.value + "/actions/pause", admin_of({"north"}), "{}");
    world.now_ms += 61'000;
    world.audit().tell_counted();
    world.post("/v1/accounts/acc_0000000000000000/actions/pause", admin_of({"north"}), "{}");
    auto seen = audit_with(world, operator_of_host(), 2);
    REQUIRE(seen.size() == 2);
    for (object& line : seen) {
        for (const char* own : {"id", "at", "account"}) line.erase(own);
    }
    CHECK(seen[0] == seen[1]);
    CHECK(text(seen[0], "action") == "pause");
}

TEST_CASE("staff who try what is an admin's are in their own tenant's audit", "[api][audit]") {
    World world;
    const AccountRow north = world.attach("north", "4930111");
    world.attach("south", "4989222", Provider::meta);
    const std::string path = "/v1/accounts/" + north.account_id.value + "/actions/disconnect";
    CHECK(world.post(path, staff_of({"north"}), "{}").status == 403);
    const auto seen = audit_with(world, admin_of({"north"}), 1);
    REQUIRE(seen.size() == 1);
    CHECK(text(seen[0], "code") == "role_missing");
    CHECK(text(seen[0], "tenant") == "north");
    CHECK(text(seen[0], "account") == north.account_id.value);
    CHECK(audit_of(world, admin_of({"south"})).empty());
}

TEST_CASE("a thousand denied attempts are two lines: the first, and the number of the others", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    for (int attempt = 0; attempt < 1000; ++attempt) world.get("/admin/audit", staff_of({"north"}));
    CHECK(audit_with(world, admin_of({"north"}), 1).size() == 1);
    world.audit().tell_counted();
    CHECK(audit_of(world, admin_of({"north"})).size() == 1);
    world.now_ms += 61'000;
    world.audit().tell_counted();
    const auto seen = audit_with(world, admin_of({"north"}), 2);
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].at("times") == 999);
    CHECK_FALSE(seen[1].contains("times"));
}

// The last minute's were gone with the process.
TEST_CASE("denied attempts that were counted and not told yet are told when it ends", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    for (int attempt = 0; attempt < 5; ++attempt) world.get("/admin/audit", staff_of({"north"}));
    world.audit().tell_all();
    const auto seen = audit_with(world, admin_of({"north"}), 2);
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].at("times") == 4);
}

TEST_CASE("the audit narrows down by account, actor, action and time, and pages through", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    for (int line = 0; line < 12; ++line) {
        AuditRow row{0,
                     world.now_ms + line * 60'000,
                     "north",
                     "acc_" + std::to_string(line % 2),
                     line % 3 == 0 ? "ada" : "bob",
                     line % 4 == 0 ? "pause" : "resume",
                     {},
                     "succeeded"};
        REQUIRE(world.writer().post_and_wait([&](WriteContext& context) { add_audit(context.session, row); }));
    }
    const std::string admin = admin_of({"north"});
    CHECK(audit_of(world, admin).size() == 12);
    CHECK(audit_of(world, admin, "?limit=2&account=acc_1").size() == 6);
    CHECK(audit_of(world, admin, "?limit=2&actor=ada").size() == 4);
    CHECK(audit_of(world, admin, "?limit=2&action=pause&account=acc_0").size() == 3);
    CHECK(audit_of(world, admin, "?since=2025-11-20T11:27:00Z").size() == 7);
    CHECK(audit_of(world, admin, "?since=2025-11-20T12:27:00%2B01:00&until=2025-11-20T11:28:00Z").size() == 1);
    CHECK(audit_of(world, admin, "?until=2025-11-20").empty());
    for (const char* bad : {"yesterday", "2025-13-01", "2025-02-30", "2025-11-20T11:22:00", "2025-11-20T25:00:00Z"}) {
        CAPTURE(bad);
        CHECK(code_of(world.get(std::string("/admin/audit?since=") + bad, admin)) == "time_invalid");
    }
    const std::string cursor = text(body_of(world.get("/admin/audit?limit=2", admin)), "next_cursor");
    CHECK(code_of(world.get("/admin/audit?limit=2&actor=ada&cursor=" + cursor, admin)) == "cursor_invalid");
}

TEST_CASE("a reader learns only of tenants that he serves too", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    world.attach("south", "4989222", Provider::meta);
    AuditRow row{0, world.now_ms, "north", {}, "agency", "pause", {}, "succeeded"};
    row.tenants = R"(["north","south"])";
    REQUIRE(world.writer().post_and_wait([&](WriteContext& context) { add_audit(context.session, row); }));
    CHECK(audit_of(world, admin_of({"north"})).at(0).at("actor_tenants") == boost::json::array{"north"});
    CHECK(audit_of(world, operator_of_host()).at(0).at("actor_tenants").as_array().size() == 2);
}

TEST_CASE("what is told again of the same evidence is one line", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    AuditRow row{0, world.now_ms, "north", {}, {}, "state_changed", {}, "succeeded"};
    row.evidence = "acc_1 offboarded 5 PRIMARY_INACTIVITY";
    for (int times = 0; times < 2; ++times) {
        REQUIRE(world.writer().post_and_wait([&](WriteContext& context) { add_audit(context.session, row); }));
    }
    CHECK(audit_of(world, admin_of({"north"})).size() == 1);
}

TEST_CASE("backups and replays are in the audit with who and from where", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    const std::string actor = R"({"id":"ada","roles":["admin"],"tenants":["north"],"origin":"192.0.2.7"})";
    CHECK(world.post("/admin/quarantine/replay", actor, R"({"all":true})").status == 200);
    CHECK(world.post("/admin/backup", actor, R"({"directory":"/no/such/place"})").status == 400);
    const auto seen = audit_with(world, operator_of_host(), 2);
    REQUIRE(seen.size() == 2);
    CHECK(text(seen[0], "action") == "backup");
    CHECK(text(seen[0], "outcome") == "failed");
    CHECK(text(seen[0], "code") == "directory_missing");
    CHECK(text(seen[1], "action") == "replay_quarantine");
    CHECK(text(seen[1], "outcome") == "succeeded");
    for (const object& line : seen) CHECK(text(line, "origin") == "192.0.2.7");
}

TEST_CASE("what concerns every tenant is for who serves them all, or runs the host", "[api][audit]") {
    World world;
    world.attach("north", "4930111");
    world.attach("south", "4989222", Provider::meta);
    world.delivered("noise");
    const std::string one = admin_of({"north"});
    const std::string both = admin_of({"north", "south"});
    CHECK(code_of(world.get("/admin/unknown", one)) == "operator_needed");
    CHECK(code_of(world.post("/admin/backup", one, R"({"directory":"/tmp"})")) == "operator_needed");
    for (const std::string& all : {both, operator_of_host()}) {
        CHECK(world.get("/admin/unknown", all).status == 200);
        CHECK(body_of(world.get("/admin/quarantine", all)).at("total") == 1);
        CHECK(body_of(world.get("/admin/quarantine", all)).contains("waiting_for_account"));
    }
    // Both hotels' numbers come over one webhook, so that it may be the other's delivery.
    const object hidden = body_of(world.get("/admin/quarantine", one));
    CHECK(hidden.at("total") == 0);
    CHECK_FALSE(hidden.contains("waiting_for_account"));
    CHECK(body_of(world.post("/admin/quarantine/replay", one, R"({"all":true})")).at("still_quarantined") == 0);
    CHECK(body_of(world.get("/admin/health", one)).at("checks").as_object().contains("own"));
    CHECK(body_of(world.get("/admin/health", operator_of_host())).at("checks").as_object().contains("all"));
}

TEST_CASE("metrics say which accounts are wanted", "[api]") {
    World world;
    const AccountRow north = world.attach("north", "4930111");
    const HttpAnswer answer = world.get("/admin/metrics?accounts=7", admin_of({"north"}));
    CHECK(answer.content_type == "application/openmetrics-text; version=1.0.0; charset=utf-8");
    CHECK(answer.body == "7 \n# EOF\n");
    const std::string one = "/admin/metrics?account=" + north.account_id.value;
    CHECK(world.get(one, admin_of({"north"})).body == "20 " + north.account_id.value + "\n# EOF\n");
    CHECK(code_of(world.get(one, admin_of({"south"}))) == "account_not_found");
    CHECK(code_of(world.get("/admin/metrics?accounts=some", admin_of({"north"}))) == "accounts_invalid");
}
