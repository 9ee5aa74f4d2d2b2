#include "actions/actor.hpp"

#include "catch.hpp"

using namespace coexist;

namespace {

std::string code_of(std::string_view json) {
    const Result<Actor> actor = read_actor(json);
    return actor.ok() ? "" : actor.problem().code;
}

}  // namespace

TEST_CASE("an actor is read with name, roles, tenants and language") {
    const auto actor = read_actor(
        R"({"id": "u7", "name": "Ayşe", "roles": ["staff"], "tenants": ["aurora", "dune"], "locale": "tr-TR"})");
    REQUIRE(actor.ok());
    CHECK(actor->id == "u7");
    CHECK(actor->name == "Ayşe");
    CHECK(actor->staff);
    CHECK_FALSE(actor->admin);
    CHECK(actor->locale == "tr-TR");
    CHECK(actor->serves(TenantId("dune")));
    CHECK_FALSE(actor->serves(TenantId("borealis")));
    CHECK_FALSE(actor->serves(TenantId("")));
}

TEST_CASE("an admin may do what staff may, and a role that is not known gives no right") {
    CHECK(read_actor(R"({"id": "u", "roles": ["admin"]})")->staff);
    CHECK(read_actor(R"({"id": "u", "roles": ["admin"]})")->admin);
    for (const char* roles : {R"([])", R"(["Admin"])", R"(["owner", "superadmin"])", R"(["admin "])"}) {
        const auto actor = read_actor(std::string(R"({"id": "u", "roles": )") + roles + "}");
        REQUIRE(actor.ok());
        CHECK_FALSE(actor->staff);
        CHECK_FALSE(actor->admin);
    }
    CHECK_FALSE(read_actor(R"({"id": "u"})")->staff);
}

TEST_CASE("without an actor nobody is signed in") {
    const auto nobody = read_actor("");
    REQUIRE_FALSE(nobody.ok());
    CHECK(nobody.problem().code == "not_signed_in");
    CHECK(nobody.problem().refusal == Refusal::auth);
}

TEST_CASE("an actor without an id, or of another form, is refused and never half believed") {
    for (const char* json :
         {"{}", "null", "[]", "\"u\"", "{", R"({"id": ""})", R"({"id": 7, "roles": ["admin"]})",
          R"({"id": "u", "name": 1})", R"({"id": "u", "locale": null})", R"({"id": "u", "roles": "admin"})",
          R"({"id": "u", "roles": ["admin", 1]})", R"({"id": "u", "roles": {"admin": true}})",
          R"({"id": "u", "tenants": "aurora"})", R"({"id": "u", "tenants": [1]})", R"({"id": "u", "tenants": [""]})",
          R"({"name": "Ayşe", "roles": ["admin"]})", "{\"id\": \"\xff\"}", R"({"id": "u"} {"id": "v"})"}) {
        INFO(json);
        CHECK(code_of(json) == "actor_invalid");
    }
}

TEST_CASE("what is wrong with an actor is said by its place") {
    const auto actor = read_actor(R"({"id": "u", "tenants": [7]})");
    REQUIRE_FALSE(actor.ok());
    REQUIRE(actor.problem().errors.size() == 1);
    CHECK(actor.problem().errors.front().path == "/tenants");
}

TEST_CASE("members of an actor that are not known are passed over") {
    CHECK(read_actor(R"({"id": "u", "email": {"work": null}})").ok());
}
