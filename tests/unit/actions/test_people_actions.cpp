// Decisions of staff on who is who, and on who answers.
#include <boost/json.hpp>

#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "feed/resources.hpp"
#include "model/hash.hpp"
#include "store/audit.hpp"
#include "store/keys.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

const TenantId hotel("hotel-1");
constexpr std::int64_t minute = 60'000;

struct Two : ActionBench {
    Two() : account(adopt()) {
        guest_wrote("4915112345678", now_ms / 1000);
        guest_wrote("393331234567", now_ms / 1000);
    }
    std::int64_t contact_of(const std::string& digits) {
        auto reader = readers().take();
        return find_identity(*reader, hotel, static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, digits})))
            ->contact;
    }
    std::string act(const std::string& action, const json::object& input, const std::string& key = {}) {
        return outcome(Provider::coex, account, action, json::serialize(input), staff_of_hotel_1, key);
    }
    std::string conversation() {
        return conversation_id(conversation_key(AccountId(account), contact_of("4915112345678"))).value;
    }
    json::object handover() {
        auto reader = readers().take();
        const auto row = find_conversation(*reader, *key_of(ConversationId(conversation())));
        return conversation_document(*reader, *row, now_ms / 1000).at("handover").as_object();
    }
    std::string id(const std::string& digits) { return contact_id(contact_of(digits)).value; }
    const std::string account;
};

json::object keys_of(const std::string& contact, const std::string& digits) {
    const std::string key = hex64(hash_of({IdentityKind::wa_id, digits}));
    return {{"contact", contact}, {"identities", json::array{json::value(key)}}};
}

}  // namespace

TEST_CASE("staff join two contacts and separate them again, and the audit has both", "[actions][people]") {
    Two bench;
    const std::string one = bench.id("4915112345678");
    const std::string other = bench.id("393331234567");
    CHECK(bench.act("join_contacts", {{"contact", one}, {"other", one}}) == "contacts_same");
    CHECK(bench.act("join_contacts", {{"contact", one}, {"other", "con_0123456789abcdef"}}) == "contact_not_found");
    REQUIRE(bench.act("join_contacts", {{"contact", one}, {"other", other}}) == "ok");
    const std::string joined = bench.id("4915112345678");
    CHECK(bench.id("393331234567") == joined);
    CHECK(bench.act("separate_contact", keys_of(joined, "4470000000")) == "identity_not_found");
    bench.now_ms += 1000;
    REQUIRE(bench.act("separate_contact", keys_of(joined, "393331234567")) == "ok");
    CHECK(bench.id("4915112345678") != bench.id("393331234567"));
    CHECK(bench.act("separate_contact", keys_of(bench.id("393331234567"), "393331234567")) == "nothing_left");
    bench.now_ms += 1000;
    REQUIRE(bench.act("join_contacts", {{"contact", one}, {"other", other}}) == "ok");
    CHECK(bench.id("4915112345678") == bench.id("393331234567"));
    auto reader = bench.readers().take();
    const auto audit = audit_of_tenant(*reader, hotel, {});
    CHECK(audit.front().action == "join_contacts");
    CHECK(audit.front().actor == "u2");
}

TEST_CASE("staff of another tenant decide nothing here", "[actions][people]") {
    Two bench;
    const json::object input{{"contact", bench.id("4915112345678")}, {"other", bench.id("393331234567")}};
    CHECK(bench.outcome(Provider::coex, bench.account, "join_contacts", json::serialize(input),
                        R"({"id":"u9","roles":["staff"],"tenants":["hotel-2"]})") == "account_not_found");
}

TEST_CASE("rule C: an answer from the CRM holds automation, staff release it and hold it themselves",
          "[actions][handover][pains]") {
    Two bench;
    CHECK_FALSE(bench.handover().at("held").as_bool());
    const json::object text{{"contact", bench.id("4915112345678")}, {"text", "Good morning"}};
    bench.outcome(Provider::coex, bench.account, "send_text", json::serialize(text),
                  R"({"id":"bot","roles":["staff"],"tenants":["hotel-1"],"automation":true})");
    CHECK_FALSE(bench.handover().at("held").as_bool());
    bench.now_ms += minute;
    bench.act("send_text", text);
    CHECK(bench.handover().at("held").as_bool());
    CHECK(bench.handover().at("answered_by") == "crm");
    CHECK(bench.scalar("SELECT count(*) FROM feed WHERE kind = 11") == 1);
    bench.now_ms += minute;
    CHECK(bench.act("release_conversation", {{"conversation", bench.conversation()}}) == "ok");
    CHECK_FALSE(bench.handover().at("held").as_bool());
    CHECK(bench.handover().at("ordered_by") == "u2");
    CHECK(bench.act("hold_conversation", {{"conversation", bench.conversation()}, {"minutes", 5}}) == "ok");
    CHECK(bench.handover().at("by") == "staff");
    bench.now_ms += 5 * minute;
    CHECK_FALSE(bench.handover().at("held").as_bool());
    CHECK(bench.act("hold_conversation", {{"conversation", "cnv_0123456789abcdef"}}) == "conversation_not_found");
    CHECK(bench.act("hold_conversation", {{"conversation", bench.conversation()}, {"minutes", 0}}) == "input_invalid");
}

TEST_CASE("a hold stays with the person when contacts are joined", "[actions][handover]") {
    Two bench;
    REQUIRE(bench.act("hold_conversation", {{"conversation", bench.conversation()}}) == "ok");
    REQUIRE(bench.act("join_contacts", {{"contact", bench.id("4915112345678")}, {"other", bench.id("393331234567")}}) ==
            "ok");
    CHECK(bench.handover().at("held").as_bool());
    bench.now_ms += 61 * minute;
    CHECK_FALSE(bench.handover().at("held").as_bool());
}
