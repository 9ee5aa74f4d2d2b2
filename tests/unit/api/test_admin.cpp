#include "catch.hpp"
#include "store/grants.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;

TEST_CASE("health is passed on as the instance tells it", "[api]") {
    World world;
    CHECK(body_of(world.get("/admin/health", admin_of({}))).at("status") == "ok");
}

TEST_CASE("a delivery that cannot be read is listed, and read again when it can", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    world.delivered("a newer form");
    world.delivered("noise");
    const std::string actor = admin_of({"north"});
    const auto listed = world.all_of("/admin/quarantine?limit=1", "quarantine", actor);
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].at("reason") == "It is no webhook.");
    CHECK(listed[0].at("road") == "main");

    world.road().understands = true;
    const std::string one =
        boost::json::serialize(boost::json::object{{"segment", listed[0].at("segment")}, {"row", listed[0].at("row")}});
    const HttpAnswer replayed = world.post("/admin/quarantine/replay", actor, one);
    REQUIRE(replayed.status == 200);
    CHECK(body_of(replayed).at("replayed") == 1);
    CHECK(body_of(replayed).at("still_quarantined") == 0);
    CHECK(body_of(world.get("/admin/quarantine", actor)).at("total") == 1);
    const auto conversations = world.all_of("/v1/conversations", "conversations", staff_of({"north"}));
    REQUIRE(conversations.size() == 1);
    CHECK(column(conversations, "account") == std::vector<std::string>{account.account_id.value});

    const HttpAnswer gone = world.post("/admin/quarantine/replay", actor, one);
    CHECK(gone.status == 404);
    CHECK(code_of(gone) == "quarantine_not_found");
}

TEST_CASE("all of the quarantine is read again at once, and what is still noise stays", "[api]") {
    World world;
    world.attach("north", "4930111");
    for (int number = 0; number < 40; ++number) world.delivered("noise");
    world.delivered("a newer form");
    world.road().understands = true;
    const auto answer = body_of(world.post("/admin/quarantine/replay", admin_of({"north"}), R"({"all":true})"));
    CHECK(answer.at("replayed") == 1);
    CHECK(answer.at("still_quarantined") == 40);
    CHECK(answer.at("failed") == 0);
    CHECK(answer.at("left") == 0);
    CHECK(world.all_of("/admin/quarantine?limit=7", "quarantine", admin_of({"north"})).size() == 40);
}

TEST_CASE("a client does not replay, it says who can", "[api]") {
    World world;
    const HttpAnswer refused = world.post_as_client("/admin/quarantine/replay", admin_of({"north"}), R"({"all":true})");
    CHECK(refused.status == 409);
    CHECK(code_of(refused) == "owner_needed");
}

TEST_CASE("what to replay is said exactly", "[api]") {
    World world;
    for (const char* body : {"", "[]", "{", "{}", R"({"all":false})", R"({"segment":"a"})", R"({"segment":1,"row":1})",
                             R"({"segment":"a","row":"1"})", R"({"segment":"a","row":1,"all":true})"}) {
        CAPTURE(body);
        const HttpAnswer refused = world.post("/admin/quarantine/replay", admin_of({"north"}), body);
        CHECK(refused.status == 400);
        CHECK(code_of(refused) == "body_invalid");
    }
}

TEST_CASE("what this version does not understand is counted and listed", "[api]") {
    World world;
    world.delivered("something new");
    world.delivered("something new");
    const auto unknown = world.all_of("/admin/unknown", "unknown", admin_of({"north"}));
    REQUIRE(unknown.size() == 1);
    CHECK(unknown[0].at("field") == "flows");
    CHECK(unknown[0].at("what") == "flow_endpoint");
    CHECK(unknown[0].at("count") == 2);
}

TEST_CASE("requests for deletion are listed for the admins of the numbers that they name", "[api]") {
    World world;
    const auto north = world.attach("north", "4930111");
    const auto south = world.attach("south", "4930222");
    world.writer().post_and_wait([&](WriteContext& context) {
        AccountRow row = *find_account(context.session, north.account_id);
        row.token_sealed = "sealed";
        context.fold.account_changed(row);
        save_grant(context.session, north.id, "main", "person-1");
        save_grant(context.session, south.id, "main", "person-2");
        delete_person(context.session, "code-1", "main", "person-1", 1000);
        delete_person(context.session, "code-2", "main", "person-2", 2000);
        delete_person(context.session, "code-3", "main", "person-3", 3000);
    });
    const auto codes = [&](const std::string& actor) {
        return column(world.all_of("/admin/data-deletions?limit=1", "data_deletions", actor), "code");
    };
    CHECK(codes(admin_of({"north"})) == std::vector<std::string>{"code-1"});
    CHECK(codes(admin_of({"south"})) == std::vector<std::string>{"code-2"});
    CHECK(codes(admin_of({"north", "south"})) == std::vector<std::string>{"code-1", "code-2", "code-3"});
    CHECK(world.get("/admin/data-deletions", staff_of({"north"})).status == 403);

    const auto listed = world.all_of("/admin/data-deletions", "data_deletions", admin_of({"north", "south"}));
    CHECK(listed[0].at("state") == "waits_for_admin");
    CHECK(listed[0].at("accounts").at(0).at("access_left") == true);
    CHECK(listed[0].contains("next"));
    CHECK(listed[1].at("state") == "done");  // that number holds no token any more
    CHECK(listed[2].at("accounts").as_array().empty());
    CHECK(boost::json::serialize(listed[0]).find("person-") == std::string::npos);
}
