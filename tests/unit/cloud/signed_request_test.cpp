#include "channels/cloud/signed_request.hpp"

#include "catch.hpp"
#include "channels/cloud/cloud_road.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

// Made by Python's hmac and base64 with the secret "present-secret":
//   {"algorithm":"HMAC-SHA256","issued_at":1795010000,"user_id":"122100000000111"}
constexpr const char* payload =
    "eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5NTAxMDAwMCwidXNlcl9pZCI6IjEyMjEwMDAwMDAwMDExMSJ9";
constexpr const char* signature = "m_BsyzallVyddGuTWGl6JKFn9CRh_gD2CzOq3eQfQs4";

CloudRoad road(const char* present, const char* former, const std::string& app_id = "610987654321005") {
    std::vector<Secret> secrets;
    secrets.emplace_back(present);
    secrets.emplace_back(former);
    return CloudRoad("hotel", Proof{"x-hub-signature-256", true, "sha256="}, std::move(secrets), Secret("verify-me"),
                     app_id);
}

std::string form(const std::string& text) {
    return "signed_request=" + text;
}

}  // namespace

TEST_CASE("a signed request counts with the present secret and with the former one", "[cloud][callback]") {
    const std::string whole = std::string(signature) + "." + payload;
    const auto present = road("present-secret", "former").signed_request(form(whole));
    REQUIRE(present);
    CHECK(present->genuine);
    CHECK(present->user_id == "122100000000111");
    CHECK(present->issued_at == 1'795'010'000);
    CHECK(present->code.size() == 32);
    const auto former = road("new-secret", "present-secret").signed_request(form(whole));
    CHECK(former->genuine);
    CHECK(former->code == present->code);
    CHECK_FALSE(road("new-secret", "another").signed_request(form(whole))->genuine);
    CHECK_FALSE(road("", "").signed_request(form(whole))->genuine);
    // A gateway has no such callbacks.
    CHECK_FALSE(road("present-secret", "former", "").signed_request(form(whole)));
}

TEST_CASE("a signed request that was altered anywhere is not genuine", "[cloud][callback]") {
    const std::string whole = std::string(signature) + "." + payload;
    const CloudRoad made = road("present-secret", "former");
    for (std::size_t place = 0; place < whole.size(); ++place) {
        std::string altered = whole;
        altered[place] = altered[place] == 'A' ? 'B' : 'A';
        INFO(place);
        CHECK_FALSE(made.signed_request(form(altered))->genuine);
    }
}

TEST_CASE("what is no signed request is refused in words", "[cloud][callback]") {
    struct Row {
        const char* text;
        const char* fault;
    };
    const Row row = GENERATE(values<Row>({
        {"", "The form has no field signed_request."},
        {"abc", "The signed request is not two parts with a dot between them."},
        {"a*.b*", "The signed request is not written in base64url."},
        {"YWJj.YWJj", "The signed request holds no JSON object."},
        {"YWJj.e30", "The signed request is not signed by HMAC-SHA256."},
        {"YWJj.eyJhbGdvcml0aG0iOiJub25lIn0", "The signed request is not signed by HMAC-SHA256."},
        {"YWJj.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiJ9", "The signed request names no user."},
        {"YWJj.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsInVzZXJfaWQiOiIxIn0",
         "The signed request does not tell when it was made."},
    }));
    INFO(row.text);
    const SignedRequest read = read_signed_request(row.text);
    CHECK(read.fault == row.fault);
    CHECK_FALSE(read.genuine);
}
