#include "catch.hpp"
#include "world.hpp"

using namespace api_test;
using coexist::HttpAnswer;

TEST_CASE("a path that does not exist is told as such", "[api]") {
    World world;
    for (const char* path : {"/v1", "/v1/", "/v1/account", "/v1/accounts/", "/v1/accounts//actions", "/admin",
                             "/v1/conversations/cnv_0/messages/1", "/v2/accounts", "", "v1/accounts"}) {
        CAPTURE(path);
        const HttpAnswer answer = world.get(path, staff_of({"north"}));
        CHECK(answer.status == 404);
        CHECK(code_of(answer) == "route_unknown");
    }
}

TEST_CASE("another method is refused with those that the path takes", "[api]") {
    World world;
    const HttpAnswer answer = world.ask("DELETE", "/v1/accounts", staff_of({"north"}));
    CHECK(answer.status == 405);
    CHECK(code_of(answer) == "method_not_allowed");
    CHECK(header_of(answer, "allow") == "GET");
    CHECK(header_of(world.get("/admin/backup", admin_of({"north"})), "allow") == "POST");
    CHECK(world.ask("get", "/v1/accounts", staff_of({"north"})).status == 405);
}

TEST_CASE("nobody who is not signed in, and nobody without a role, sees anything", "[api]") {
    World world;
    const std::string guest = R"({"id":"u9","roles":["guest"],"tenants":["north"]})";
    for (const char* path : {"/v1/accounts", "/v1/accounts/acc_0000000000000000", "/v1/channels", "/v1/conversations",
                             "/v1/contacts", "/v1/openapi.yaml", "/admin/health", "/admin/settings",
                             "/admin/quarantine", "/admin/unknown", "/admin/audit"}) {
        CAPTURE(path);
        CHECK(world.get(path, "").status == 401);
        CHECK(code_of(world.get(path, "")) == "not_signed_in");
        CHECK(world.get(path, guest).status == 403);
        CHECK(code_of(world.get(path, guest)) == "role_missing");
    }
    CHECK(code_of(world.get("/v1/accounts", "no json")) == "actor_invalid");
}

TEST_CASE("staff may not look behind the scenes", "[api]") {
    World world;
    for (const char* path :
         {"/admin/health", "/admin/settings", "/admin/quarantine", "/admin/unknown", "/admin/audit"}) {
        CAPTURE(path);
        const HttpAnswer answer = world.get(path, staff_of({"north"}));
        CHECK(answer.status == 403);
        CHECK(code_of(answer) == "role_missing");
        CHECK(world.get(path, admin_of({"north"})).status == 200);
    }
    CHECK(code_of(world.post("/admin/backup", staff_of({"north"}), R"({"directory":"/tmp"})")) == "role_missing");
}

TEST_CASE("a POST that a foreign page could have made is refused", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    for (const std::string& path : {"/v1/accounts/" + account.account_id.value + "/actions/confirm_phone_opened",
                                    std::string("/v1/channels/coex/actions/adopt"), std::string("/admin/backup"),
                                    std::string("/admin/quarantine/replay")}) {
        CAPTURE(path);
        const auto refused = [&](const Headers& headers) {
            return world.ask("POST", path, admin_of({"north"}), "{}", headers);
        };
        CHECK(refused({{"x-requested-with", "1"}}).status == 415);
        CHECK(code_of(refused({{"x-requested-with", "1"}, {"content-type", "text/plain"}})) ==
              "content_type_unsupported");
        CHECK(code_of(refused({{"x-requested-with", "1"}, {"content-type", "application/json-not"}})) ==
              "content_type_unsupported");
        CHECK(refused({{"content-type", "application/json"}}).status == 403);
        CHECK(code_of(refused({{"content-type", "application/json"}, {"x-requested-with", " "}})) == "header_missing");
    }
}

TEST_CASE("a query string is read strictly", "[api]") {
    World world;
    const std::string actor = staff_of({"north"});
    CHECK(code_of(world.get("/v1/contacts?tennant=north", actor)) == "parameter_unknown");
    CHECK(code_of(world.get("/v1/channels?limit=1", actor)) == "parameter_unknown");
    CHECK(code_of(world.get("/v1/contacts?tenant=%zz", actor)) == "query_invalid");
    CHECK(code_of(world.get("/v1/contacts?tenant=north%2", actor)) == "query_invalid");
    CHECK(code_of(world.get("/v1/contacts?limit=1&limit=2", actor)) == "query_invalid");
    CHECK(world.get("/v1/contacts?tenant=%6eorth&limit=", actor).status == 200);
    CHECK(code_of(world.get("/v1/accounts?provider=telegram", actor)) == "provider_unknown");
    for (const char* limit : {"0", "201", "-1", "ten", "1e2", "99999999999999", "5 "}) {
        CAPTURE(limit);
        CHECK(code_of(world.get(std::string("/v1/contacts?limit=") + limit, actor)) == "limit_invalid");
    }
}

TEST_CASE("an answer that the caller has already is not sent again", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    const std::string actor = staff_of({"north"});
    const std::string path = "/v1/accounts/" + account.account_id.value;
    const HttpAnswer first = world.get(path, actor);
    const std::string etag = header_of(first, "etag");
    REQUIRE(etag.size() > 2);
    CHECK(header_of(first, "cache-control") == "private, no-cache");

    for (const std::string& known : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
        CAPTURE(known);
        const HttpAnswer again = world.get(path, actor, {{"if-none-match", known}});
        CHECK(again.status == 304);
        CHECK(again.body.empty());
        CHECK(header_of(again, "etag") == etag);
    }
    CHECK(world.get(path, actor, {{"if-none-match", "\"other\""}}).status == 200);
    world.guest_wrote(account, "4915100000001", "wamid.1", "Hello", 1763637600);
    CHECK(world.get(path, actor, {{"if-none-match", etag}}).status == 200);
    CHECK(header_of(world.get("/v1/accounts/acc_0000000000000000", actor), "etag").empty());
}

TEST_CASE("what admins' pages ask for again and again has a tag too; that time went on is no news of health", "[api]") {
    World world;
    world.attach("north", "4930111");
    world.audited("north", "ada", "disconnect");
    for (const char* path : {"/admin/health", "/admin/audit", "/admin/quarantine"}) {
        CAPTURE(path);
        const HttpAnswer first = world.get(path, admin_of({"north"}));
        REQUIRE(first.status == 200);
        world.now_ms += 1000;
        const HttpAnswer again = world.get(path, admin_of({"north"}), {{"if-none-match", header_of(first, "etag")}});
        CHECK(again.status == 304);
        CHECK(again.body.empty());
    }
}

TEST_CASE("pages are told the names and time zones of their person's tenants, as far as the host tells them", "[api]") {
    World world;
    const std::string actor = R"({"id":"u1","roles":["staff"],"tenants":["north","west"],"tenant_details":{)"
                              R"("north":{"name":"Hotel North","time_zone":"Europe/Oslo","owner":"Ada"},)"
                              R"("south":{"name":"Hotel South"},"west":"odd"}})";
    const boost::json::object me = body_of(world.get("/v1/me", actor));
    CHECK(me.at("tenant_details") ==
          boost::json::value({{"north", {{"name", "Hotel North"}, {"time_zone", "Europe/Oslo"}}}}));
    CHECK_FALSE(body_of(world.get("/v1/me", staff_of({"north"}))).contains("tenant_details"));
}

TEST_CASE("the contract is served by the plugin itself", "[api]") {
    World world;
    const HttpAnswer answer = world.get("/v1/openapi.yaml", staff_of({"north"}));
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "application/yaml");
    CHECK(answer.body.rfind("openapi: 3.0.3\n", 0) == 0);
}

TEST_CASE("every channel of the build is listed with what it can", "[api]") {
    World world;
    const auto channels = world.all_of("/v1/channels", "channels", staff_of({"north"}));
    CHECK(column(channels, "provider") == std::vector<std::string>{"coex", "meta"});
    CHECK(channels[0].at("capabilities") ==
          boost::json::array{"receive", "send", "templates", "media", "echoes", "disconnect"});
}
