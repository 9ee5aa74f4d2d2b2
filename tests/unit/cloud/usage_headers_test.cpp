// The headers in which the platform tells how full its limits on calls are.
#include "channels/cloud/usage_headers.hpp"

#include "catch.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

constexpr const char* waba = "210987654321001";
constexpr const char* number = "310987654321002";
constexpr const char* limit_reached = R"({"error":{"message":"(#80007) Rate limit issues","code":80007}})";

net::Answer answer(const std::string& business, const std::string& app = {}, int status = 200,
                   const std::string& body = "{}") {
    net::Answer told;
    told.reached = net::Reached::answered;
    told.status = status;
    told.body = body;
    if (!business.empty()) told.headers.emplace_back("x-business-use-case-usage", business);
    if (!app.empty()) told.headers.emplace_back("x-app-usage", app);
    return told;
}

std::string business(const std::string& id, const std::string& figures) {
    return "{\"" + id + "\":[{\"type\":\"whatsapp\"," + figures + "}]}";
}

}  // namespace

TEST_CASE("a header names the fullest of its figures, and minutes until calls are taken again") {
    const auto told = read_business_usage(
        business(waba, R"("call_count":12,"total_cputime":83,"total_time":4,"estimated_time_to_regain_access":19)"));
    REQUIRE(told.size() == 1);
    CHECK(told.at(waba).percent == 83);
    CHECK(told.at(waba).regain_ms == 19 * 60'000);
}

TEST_CASE("several accounts in a header are told apart, several entries of one are its fullest") {
    const auto told = read_business_usage(
        R"({"1":[{"call_count":5},{"call_count":70,"estimated_time_to_regain_access":0},{"total_time":9}],)"
        R"("2":[{"call_count":100,"estimated_time_to_regain_access":3}]})");
    REQUIRE(told.size() == 2);
    CHECK(told.at("1").percent == 70);
    CHECK(told.at("1").regain_ms == 0);
    CHECK(told.at("2").percent == 100);
    CHECK(told.at("2").regain_ms == 180'000);
}

TEST_CASE("odd headers are read as far as they go, and none is a fault") {
    for (const char* odd : {"", "x", "[]", "7", "{", "{}", R"({"1":{}})", R"({"1":[]})", R"({"1":[7,null,"a"]})",
                            R"({"1":[{"type":"whatsapp"}]})", R"({"1":[{"call_count":null}]})",
                            R"({"1":[{"call_count":"many"}]})", R"({"1":[{"call_count":[]}]})"}) {
        CAPTURE(odd);
        CHECK(read_business_usage(odd).empty());
        CHECK_FALSE(read_app_usage(odd));
    }
    CHECK(read_business_usage(R"({"1":[{"call_count":"96"}]})").at("1").percent == 96);
    CHECK(read_business_usage(R"({"1":[{"call_count":81.9}]})").at("1").percent == 81);
    CHECK(read_business_usage(R"({"1":[{"call_count":-5}]})").at("1").percent == 0);
    CHECK(read_business_usage(R"({"1":[{"call_count":1e300}]})").at("1").percent == 1'000'000);
    CHECK(read_business_usage(R"({"1":[{"estimated_time_to_regain_access":0.5}]})").at("1").regain_ms == 30'000);
    CHECK(read_app_usage(R"({"call_count":28,"total_time":25,"total_cputime":25})")->percent == 28);
}

TEST_CASE("an answer tells of the account that was called, also where Meta names its business instead") {
    const auto named = usage_heard(answer(business(waba, R"("call_count":77)")), waba, "/message_templates");
    REQUIRE(named.of.size() == 1);
    CHECK(named.of.at(waba).percent == 77);
    CHECK_FALSE(named.app);

    const auto other = usage_heard(answer(business("410987", R"("call_count":77)")), waba, "/subscribed_apps");
    CHECK(other.of.at(waba).percent == 77);
    CHECK(other.of.at("410987").percent == 77);

    const auto of_number = usage_heard(answer(business(waba, R"("call_count":77)")), number, "");
    CHECK(of_number.of.count(number) == 0);
    CHECK(of_number.of.at(waba).percent == 77);

    const auto several =
        usage_heard(answer(R"({"1":[{"call_count":99}],"2":[{"call_count":1}]})"), waba, "/subscribed_apps");
    CHECK(several.of.count(waba) == 0);
}

TEST_CASE("a refusal for a limit says whose it is") {
    const std::string full = business(waba, R"("call_count":100)");
    using Ids = std::vector<std::string>;
    CHECK(usage_heard(answer(full, {}, 400, limit_reached), waba, "/phone_numbers").refused == Ids{waba});
    CHECK(usage_heard(answer(full, {}, 400, limit_reached), number, "").refused == Ids{waba});
    CHECK(usage_heard(answer({}, {}, 400, limit_reached), number, "").refused == Ids{number});
    CHECK(usage_heard(answer({}, {}, 400, R"({"error":{"code":4}})"), waba, "/phone_numbers").refused == Ids{""});
    CHECK(usage_heard(answer(full, {}, 400, R"({"error":{"code":100}})"), waba, "/phone_numbers").refused.empty());
    CHECK(usage_heard(answer(full, {}, 200, limit_reached), waba, "/phone_numbers").refused.empty());
    net::Answer none;
    CHECK(usage_heard(none, waba, "/phone_numbers").of.empty());
}
