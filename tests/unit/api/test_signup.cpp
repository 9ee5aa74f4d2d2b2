#include "catch.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;
namespace json = boost::json;

namespace {

App app_named(const char* name, bool sdk, bool dedicated) {
    App app;
    app.name = name;
    app.app_id = std::string("1002003004005") + (sdk ? "1" : "0");
    app.app_secret.name = "SECRET_PLACE";
    app.graph_version = "v25.0";
    Signup& signup = app.signup.emplace();
    signup.config_id = "700700";
    signup.extras = R"({"setup":{},"featureType":"whatsapp_business_app_onboarding"})";
    signup.sdk = {sdk, "https://connect.facebook.net/en_US/sdk.js"};
    if (dedicated) signup.dedicated = DedicatedSignup{{SecretRef::Source::env, "PIN_PLACE"}, R"({"setup":{}})"};
    return app;
}

json::array roads(const HttpAnswer& answer) {
    REQUIRE(answer.status == 200);
    return body_of(answer).at("roads").as_array();
}

}  // namespace

TEST_CASE("a page learns before the click what the dialog's window needs, and no secret", "[api]") {
    World world;
    CHECK(roads(world.get("/v1/signup", admin_of({"north"}))).empty());
    world.settings().apps = {app_named("city", true, false), app_named("resorts", false, true)};
    world.settings().apps.emplace_back().name = "adopted_only";

    const HttpAnswer answer = world.get("/v1/signup?provider=coex&tenant=north", admin_of({"north"}));
    const json::array coex = roads(answer);
    REQUIRE(coex.size() == 2);
    CHECK(coex[0] ==
          json::value{{"road", "city"},
                      {"app_id", "10020030040051"},
                      {"config_id", "700700"},
                      {"graph_version", "v25.0"},
                      {"link_days", 30},
                      {"extras", {{"setup", json::object()}, {"featureType", "whatsapp_business_app_onboarding"}}},
                      {"script", "https://connect.facebook.net/en_US/sdk.js"}});
    CHECK(coex[1].as_object().at("road") == "resorts");
    CHECK_FALSE(coex[1].as_object().contains("script"));
    CHECK(answer.body.find("_PLACE") == std::string::npos);
    CHECK_FALSE(header_of(answer, "etag").empty());

    const json::array meta = roads(world.get("/v1/signup?provider=meta", admin_of({"north"})));
    REQUIRE(meta.size() == 1);
    CHECK(meta[0].as_object().at("road") == "resorts");
    CHECK(meta[0].as_object().at("extras") == json::value{{"setup", json::object()}});
}

TEST_CASE("how numbers are connected is for admins of that hotel", "[api]") {
    World world;
    CHECK(code_of(world.get("/v1/signup", staff_of({"north"}))) == "role_missing");
    CHECK(code_of(world.get("/v1/signup", "")) == "not_signed_in");
    CHECK(code_of(world.get("/v1/signup?tenant=south", admin_of({"north"}))) == "tenant_not_found");
    for (const char* provider : {"meow", "signal", "COEX"}) {
        CHECK(code_of(world.get(std::string("/v1/signup?provider=") + provider, admin_of({"north"}))) ==
              "provider_unknown");
    }
    CHECK(code_of(world.get("/v1/signup?road=city", admin_of({"north"}))) == "parameter_unknown");
}
