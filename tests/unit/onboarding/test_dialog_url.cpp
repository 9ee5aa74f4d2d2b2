#include <Poco/URI.h>

#include <boost/json.hpp>

#include "catch.hpp"
#include "onboarding/dialog_url.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

json::object extras_in(const std::string& url) {
    for (const auto& [name, value] : Poco::URI(url).getQueryParameters()) {
        if (name == "extras") return json::parse(value).as_object();
    }
    FAIL("the address has no extras");
    return {};
}

App app_with(const std::string& extras) {
    App app;
    app.app_id = "1001";
    app.graph_version = "v25.0";
    app.signup = Signup{};
    app.signup->config_id = "987";
    app.signup->dialog_base = "https://www.facebook.com";
    app.signup->extras = extras;
    return app;
}

}  // namespace

TEST_CASE("what is known of the business is filled in beside what the configuration says", "[onboarding]") {
    Settings settings;
    settings.public_url = "https://crm.example/wa";
    const App app =
        app_with(R"({"featureType":"x","setup":{"business":{"timezone":"UTC+03"},"phone":{"category":"HOTEL"}}})");
    const json::object business{{"name", "Harbour Hotels & Co."}, {"website", "https://harbour.example"}};
    const json::object extras = extras_in(dialog_url(settings, app, "s", Provider::coex, business));
    CHECK(extras.at("featureType").as_string() == "x");
    CHECK(extras.at("setup").at("phone").at("category").as_string() == "HOTEL");
    const json::object& known = extras.at("setup").at("business").as_object();
    CHECK(known.at("timezone").as_string() == "UTC+03");
    CHECK(known.at("name").as_string() == "Harbour Hotels & Co.");
    CHECK(known.at("website").as_string() == "https://harbour.example");
}

TEST_CASE("without a word about the business the extras stay as they are", "[onboarding]") {
    Settings settings;
    settings.public_url = "https://crm.example/wa";
    const App app = app_with(R"({"setup":{},"version":"v4"})");
    CHECK(dialog_url(settings, app, "s", Provider::coex).find("extras=%7B%22setup%22%3A%7B%7D%2C%22version%22") !=
          std::string::npos);
}
