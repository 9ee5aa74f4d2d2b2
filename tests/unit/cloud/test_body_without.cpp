#include <boost/json.hpp>

#include "catch.hpp"
#include "channels/cloud/body_without.hpp"
#include "fixtures.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

constexpr const char* guest = "4915112345678";

Forgetting forgetting(std::int64_t until = 2'000'000'000) {
    Forgetting asked;
    asked.until = [until](const Address&, const Identity& one) { return one.value == guest ? until : 0; };
    asked.message = [](const Address&, const std::string& wamid) { return wamid == "wamid.forgotten"; };
    return asked;
}

std::string read(const char* name) {
    return fixtures::read(std::string("meta_payloads/") + name + ".json");
}

}  // namespace

TEST_CASE("a body that names nobody who was erased stays as it came", "[persons]") {
    Forgetting nobody = forgetting();
    nobody.until = [](const Address&, const Identity&) { return 0; };
    for (const char* name : {"msg_text", "history_phase0_chunk1_two_threads", "account_update_partner_added"}) {
        CHECK_FALSE(cloud::body_without(read(name), 0, nobody).has_value());
    }
}

TEST_CASE("of a delivery that is all his nothing is left", "[persons]") {
    for (const char* name : {"msg_text", "echo_text", "status_read_no_pricing", "state_sync_edit_is_add", "msg_image",
                             "user_preferences_stop", "messaging_handovers", "msg_system_number_changed_2026"}) {
        INFO(name);
        const auto left = cloud::body_without(read(name), 0, forgetting());
        REQUIRE(left.has_value());
        CHECK(left->empty());
    }
}

TEST_CASE("what a gateway wrapped is cleaned like any other", "[persons]") {
    const auto wrapped = [](const char* name) { return R"({"id":"1","event":"x","data":)" + read(name) + "}"; };
    CHECK(cloud::body_without(wrapped("msg_text"), 0, forgetting()) == std::optional(std::string()));
    const auto left = cloud::body_without(wrapped("msg_two_users_in_one_value"), 0, forgetting());
    REQUIRE(left.has_value());
    CHECK(left->find(guest) == std::string::npos);
    CHECK(left->find("\"event\"") != std::string::npos);
}

TEST_CASE("what others said in the same delivery stays", "[persons]") {
    for (const char* name : {"msg_two_users_in_one_value", "batch_multi_entry_multi_change", "state_sync_initial_batch",
                             "history_phase0_chunk1_two_threads"}) {
        INFO(name);
        const auto left = cloud::body_without(read(name), 0, forgetting());
        REQUIRE(left.has_value());
        CHECK_FALSE(left->empty());
        CHECK(left->find(guest) == std::string::npos);
        CHECK(json::parse(*left).as_object().contains("entry"));
        CHECK_FALSE(cloud::body_without(*left, 0, forgetting()).has_value());
    }
}

TEST_CASE("a piece of history keeps its place in the import", "[persons]") {
    const auto left = cloud::body_without(read("history_phase0_chunk1_two_threads"), 0, forgetting());
    REQUIRE(left.has_value());
    const json::value body = json::parse(*left);
    const json::object& piece = body.at("entry").at(0).at("changes").at(0).at("value").at("history").at(0).as_object();
    CHECK(piece.contains("metadata"));
    CHECK(piece.at("threads").as_array().size() == 1);
}

TEST_CASE("what he wrote after his erasure stays, with his name", "[persons]") {
    const std::string body = read("msg_text");
    CHECK_FALSE(cloud::body_without(body, 0, forgetting(1'700'000'000)).has_value());
    const auto status = cloud::body_without(read("state_sync_edit_is_add"), 0, forgetting(1'700'000'000));
    REQUIRE(status.has_value());
    CHECK(status->empty());
}

TEST_CASE("what is told of a forgotten message goes, whoever it names", "[persons]") {
    json::value body = json::parse(read("msg_reaction_add"));
    auto& item = body.at("entry").at(0).at("changes").at(0).at("value").at("messages").at(0).as_object();
    item["from"] = "34600111222";
    item["reaction"].as_object()["message_id"] = "wamid.forgotten";
    const auto left = cloud::body_without(json::serialize(body), 0, forgetting());
    REQUIRE(left.has_value());
    CHECK(left->empty());
}

TEST_CASE("a body that is no JSON is emptied where his number stands in it", "[persons]") {
    CHECK(cloud::body_without("from: +4915112345678 {", 0, forgetting()) == std::string());
    CHECK_FALSE(cloud::body_without("from: 34600111222 {", 0, forgetting()).has_value());
}
