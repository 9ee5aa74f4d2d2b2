#include "channels/cloud/webhook_lane.hpp"

#include "catch.hpp"
#include "cloud/fold.hpp"

using namespace coexist::cloud;

TEST_CASE("only a delivery of nothing but history takes the history lane", "[cloud][lane]") {
    CHECK(history_only(fixtures::read("meta_payloads/history_large_chunk.json")));
    CHECK(history_only(fixtures::read("meta_payloads/history_two_numbers_two_entries.json")));
    CHECK(history_only(R"({"entry":[{"changes":[{"field" : "history","value":{}}]}]})"));
    CHECK_FALSE(history_only(fixtures::read("meta_payloads/msg_text.json")));
    CHECK_FALSE(history_only(R"({"changes":[{"field":"history"},{"field":"messages"}]})"));
    CHECK_FALSE(history_only(R"({"changes":[{"field":"messages"},{"field":"history"}]})"));
    CHECK_FALSE(history_only(R"({"changes":[{"field":"history_of_art"}]})"));
    CHECK_FALSE(history_only(""));
    CHECK_FALSE(history_only("\"field\""));
    CHECK_FALSE(history_only("\"field\":"));
}

TEST_CASE("the word in a message's text or as a value chooses no lane", "[cloud][lane]") {
    const std::string text = R"("messages":[{"text":{"body":"\"field\":\"history\""},"kind":"field"}])";
    CHECK_FALSE(history_only(webhook("messages", value_with(text))));
    CHECK(history_only(webhook("history", value_with(text))));
}
