#include <boost/json/parse.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"

using namespace coexist;

namespace {

std::string join_lines(const std::vector<std::string>& lines) {
    std::string joined;
    for (const std::string& line : lines) joined += (joined.empty() ? "" : "\n") + line;
    return joined;
}

// "place: sentence" for each fault, one a line.
std::string faults(const std::string& schema, const std::string& input) {
    const auto compiled = JsonSchema::compile(embedded::file("actions/" + schema + ".schema.json"));
    REQUIRE(compiled.ok());
    std::vector<std::string> lines;
    for (const ProblemError& error : compiled->check(boost::json::parse(input))) {
        lines.push_back(error.path + ": " + error.detail);
    }
    return join_lines(lines);
}

const std::string number = R"("tenant": "aurora", "road": "hotel", "waba_id": "102290129340398",
    "phone_number_id": "106540352242922")";

}  // namespace

TEST_CASE("a text goes to a phone number, a contact or a conversation") {
    CHECK(faults("send_text", R"({"to": "+4915112345678", "text": "Hello"})").empty());
    CHECK(faults("send_text", R"({"to": "4915112345678", "text": "Hello", "preview_url": true})").empty());
    CHECK(faults("send_text", R"({"contact": "con_00000000000000ff", "text": "Hello"})").empty());
    CHECK(faults("send_text",
                 R"({"conversation": "cnv_0123456789abcdef", "text": "Hello", "reply_to": "msg_0123456789abcdef"})")
              .empty());
}

TEST_CASE("a text without a recipient, or with two, is refused with words that help") {
    CHECK(faults("send_text", R"({"text": "Hello"})") ==
          ": Say who it goes to: give one of to, contact or conversation.");
    CHECK(faults("send_text", R"({"to": "+4915112345678", "contact": "con_00000000000000ff", "text": "Hello"})") ==
          ": Say only once who it goes to: keep one of to, contact and conversation.");
    CHECK(faults("send_text", R"({"to": "+4915112345678", "contact": "con_00000000000000ff",
                                  "conversation": "cnv_0123456789abcdef", "text": "Hello"})") ==
          ": Say only once who it goes to: keep one of to, contact and conversation.");
}

TEST_CASE("a phone number needs its country code, and an id its form") {
    const std::string sentence =
        "/to: Must be a phone number with its country code and without spaces, like +4915112345678.";
    for (const char* to : {"015112345678", "+49 1511234", "++4915112345", "+49151abc456"}) {
        CHECK(faults("send_text", std::string(R"({"text": "Hello", "to": ")") + to + "\"}") == sentence);
    }
    CHECK(faults("send_text", R"({"text": "Hello", "contact": "msg_0123456789abcdef"})") ==
          "/contact: Must be a contact's id: con_ and 16 of the characters 0-9 and a-f.");
}

TEST_CASE("a text has 1 to 4096 characters, counted as people count") {
    const std::string to = R"({"to": "+4915112345678", "text": ")";
    std::string longest;
    for (int count = 0; count < 4096; ++count) longest += "ğ";
    CHECK(faults("send_text", to + longest + "\"}").empty());
    CHECK(faults("send_text", to + longest + "ğ\"}") == "/text: Must have at most 4096 characters.");
    CHECK(faults("send_text", to + "\"}") == "/text: Must not be empty.");
    CHECK(faults("send_text", R"({"to": "+4915112345678"})") ==
          ": \"text\" is missing. What to say, at most 4096 characters.");
}

TEST_CASE("adopting a number of the Cloud API takes its ids as digits and a key") {
    CHECK(faults("adopt_cloud", "{" + number + R"(, "access_token": "EAAG"})").empty());
    CHECK(faults("adopt_cloud", "{" + number + R"(, "access_token": "EAAG", "name": "Reception"})").empty());
    CHECK(faults("adopt_cloud", R"({"tenant": "aurora", "road": "hotel", "waba_id": "102290129340398",
        "phone_number_id": "+4915112345678", "access_token": "EAAG"})") ==
          "/phone_number_id: Must be the digits that WhatsApp Manager shows as Phone number ID, not the phone number "
          "itself.");
    CHECK(!faults("adopt_cloud", "{" + number + "}").empty());
}

TEST_CASE("what is wrong with a key never repeats the key") {
    const std::string said = faults("adopt_cloud", "{" + number + R"(, "access_token": {"EAAGsecret": "EAAGsecret"}})");
    CHECK(said.find("/access_token") != std::string::npos);
    CHECK(said.find("EAAG") == std::string::npos);
}

TEST_CASE("a number linked by QR is put on record by its phone number") {
    CHECK(faults("adopt_meow", R"({"tenant": "aurora", "phone": "+905321110022"})").empty());
    CHECK(faults("adopt_meow", R"({"tenant": "aurora", "phone": "905321110022", "road": "bridge", "session": "s1",
                                   "name": "Bar"})")
              .empty());
    CHECK(faults("adopt_meow", R"({"tenant": "aurora", "phone": "0532 111"})") ==
          "/phone: Must be a phone number with its country code and without spaces, like +4915112345678.");
}

TEST_CASE("a disconnect is asked for or taken back, and a misspelt word is guessed") {
    CHECK(faults("disconnect", "{}").empty());
    CHECK(faults("disconnect", R"({"mode": "cancel"})").empty());
    CHECK(faults("disconnect", R"({"mode": "cancle"})") ==
          "/mode: Must be one of: ask, cancel, force. Did you mean \"cancel\"?");
}

TEST_CASE("actions that need nothing take nothing") {
    for (const char* schema : {"empty", "remove"}) {
        CHECK(faults(schema, "{}").empty());
        CHECK(faults(schema, R"({"force": true})") == "/force: The key \"force\" is not known here. No key is.");
        CHECK(!faults(schema, "[]").empty());
    }
}
