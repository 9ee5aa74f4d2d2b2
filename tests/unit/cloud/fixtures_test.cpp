// Each test of this file holds the reader against captured or documented payloads (tests/fixtures/meta_payloads).
#include <algorithm>
#include <filesystem>

#include "catch.hpp"
#include "cloud/fold.hpp"
#include "model/window.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

std::vector<std::string> every_webhook() {
    std::vector<std::string> names;
    for (const auto& file :
         std::filesystem::directory_iterator(std::filesystem::path(TEST_FIXTURES) / "meta_payloads")) {
        if (file.path().extension() == ".json") names.push_back(file.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool says_unknown(const Observation& observation, const std::string& field) {
    const auto unknown = all_of<UnknownFact>(observation);
    return std::any_of(unknown.begin(), unknown.end(), [&](const UnknownFact& one) { return one.field == field; });
}

const std::string sent_wamid = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABEYEjVGMjhEODUwMTJDMEM2OTIzRAA=";

}  // namespace

TEST_CASE("every webhook that was ever captured says something and none is malformed", "[cloud][fixtures]") {
    const auto names = every_webhook();
    REQUIRE(names.size() == 189);
    for (const std::string& name : names) {
        INFO(name);
        const Observation observation = read_fixture(name);
        CHECK(observation.malformed.empty());
        CHECK_FALSE(observation.facts.empty());
        CHECK(observation.dashboard_test == (name == "dashboard_test_sample" || name == "test_flat_field_value"));
    }
}

TEST_CASE("a retried webhook and an echo of our own message add nothing", "[cloud][fixtures]") {
    Fold fold;
    fold.take_fixture("msg_text");
    const std::string once = fold.text();
    fold.take_fixture("msg_text");
    CHECK(fold.text() == once);

    // The fixture's second delivery has other words under the same id: still one message, whichever came first.
    fold.take_fixture("retry_duplicate_of_msg_text");
    CHECK(fold.messages.size() == 1);
    Fold backward;
    backward.take_fixture("retry_duplicate_of_msg_text");
    backward.take_fixture("msg_text");
    CHECK(fold.text() == backward.text());

    Message sent;
    sent.wamid = Wamid(sent_wamid);
    sent.origin = Origin::api;
    sent.sides = side_business;
    sent.content = Content{true, Witness::live, {1795010060, sent_wamid}, "text", "Sent by CRM", {}, {}, {}};
    fold.messages["310987654321002/" + sent_wamid] = sent;
    fold.take_fixture("echo_of_api_message_duplicate");
    CHECK(fold.messages.size() == 2);
    const Message& merged = fold.messages.at("310987654321002/" + sent_wamid);
    CHECK(merged.origin == Origin::api);
    CHECK(merged.sides == side_business);
    CHECK(text_of(merged) == "Sent by CRM");
}

TEST_CASE("statuses that arrive newest first end in the highest", "[cloud][fixtures]") {
    Fold fold;
    fold.take_fixture("status_batch_out_of_order");
    REQUIRE(fold.messages.size() == 1);
    const Message& message = fold.messages.begin()->second;
    CHECK(status_of(message) == Status::read);
    CHECK(message.status_times == std::map<Status, std::int64_t>{{Status::sent, 1795010002},
                                                                 {Status::delivered, 1795010009},
                                                                 {Status::read, 1795010030}});
    CHECK(message.sides == side_business);
    CHECK(message.pricing == R"({"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"})");
}

TEST_CASE("a username user and the same person with phone are one by the identities in the facts",
          "[cloud][fixtures]") {
    const Identity phone{IdentityKind::wa_id, "4915112345678"};
    const Identity user_id{IdentityKind::bsuid, "DE.10293847561029384756"};
    CHECK(only_message(read_fixture("msg_text_bsuid_only")).peers == Identities{user_id});

    const Observation both = read_fixture("msg_text_bsuid_with_phone");
    CHECK(only_message(both).peers == Identities{phone, user_id});
    REQUIRE(all_of<ContactFact>(both).size() == 1);
    CHECK(all_of<ContactFact>(both).front().identities == Identities{phone, user_id});
}

TEST_CASE("a changed number tells the old names and the new ones and never mixes them", "[cloud][fixtures]") {
    const Observation observation = read_fixture("msg_system_number_changed_2026");
    const Identities earlier{{IdentityKind::wa_id, "4915112345678"},
                             {IdentityKind::bsuid, "DE.10293847561029384756"},
                             {IdentityKind::parent_bsuid, "DE.ENT.5647382910"}};
    const Identities later{{IdentityKind::wa_id, "4915187654321"},
                           {IdentityKind::bsuid, "DE.99887766554433221100"},
                           {IdentityKind::parent_bsuid, "DE.ENT.9988776655"}};
    const Message notice = only_message(observation);
    CHECK(notice.peers == earlier);
    CHECK_FALSE(notice.content->real);
    CHECK(notice.content->text == "User Lena Vogt changed from 4915112345678 to 4915187654321");
    CHECK_FALSE(opens_window(notice));
    REQUIRE(all_of<MoveFact>(observation).size() == 1);
    CHECK(all_of<MoveFact>(observation).front().earlier == earlier);
    CHECK(all_of<MoveFact>(observation).front().later == later);
    CHECK(all_of<MoveFact>(observation).front().left);
}

TEST_CASE("a changed user ID without any phone number is told by its previous one", "[cloud][fixtures]") {
    CHECK(only_message(read_fixture("msg_system_user_id_changed")).peers ==
          Identities{{IdentityKind::bsuid, "DE.10293847561029384756"},
                     {IdentityKind::parent_bsuid, "DE.ENT.5647382910"}});
    CHECK_FALSE(all_of<MoveFact>(read_fixture("msg_system_user_id_changed")).front().left);
}

TEST_CASE("all eight shapes of a removal disconnect the right number", "[cloud][fixtures]") {
    struct Row {
        std::string fixture;
        std::string digits;
        std::string reason;
        std::string initiated_by;
    };
    const Row row = GENERATE(values<Row>({
        {"bare", "", "", ""},
        {"business_downgrade", "905321110022", "BUSINESS_DOWNGRADE", "USER"},
        {"change_number", "905321110022", "CHANGE_NUMBER", "USER"},
        {"coex", "905321110022", "ACCOUNT_DISCONNECTED", "USER"},
        {"companion_inactivity", "905321110022", "COMPANION_INACTIVITY", "SYSTEM"},
        {"phone_only", "905321110022", "", ""},
        {"user_re_registered", "905321110022", "USER_RE_REGISTERED", "USER"},
        {"waba_info", "", "PRIMARY_INACTIVITY", "SYSTEM"},
    }));
    INFO(row.fixture);
    const Observation observation = read_fixture("account_update_partner_removed_" + row.fixture);
    REQUIRE(observation.facts.size() == 1);
    const Fact& fact = observation.facts.front();
    CHECK(fact.address.waba_id == WabaId("210987654321001"));
    CHECK(fact.address.display_digits == row.digits);
    const LifeVerdict gone = verdict(std::get<AccountFact>(fact.said).life, 0);
    CHECK(gone.attachment == Attachment::removed);
    REQUIRE(gone.because);
    CHECK(gone.because->at == 1795010000);
    CHECK(gone.because->reason == row.reason);
    CHECK(gone.because->initiated_by == row.initiated_by);
}

TEST_CASE("a removal of another WABA is addressed to that one", "[cloud][fixtures]") {
    std::string body = fixtures::read("meta_payloads/account_update_partner_removed_waba_info.json");
    const std::string ours = "210987654321001";
    body.replace(body.find(ours), ours.size(), "210987654321901");
    const Observation observation = read_body(body);
    REQUIRE(observation.facts.size() == 1);
    CHECK(observation.facts.front().address.waba_id == WabaId("210987654321901"));
}

TEST_CASE("offboarded and reconnected end connected in either order of arrival", "[cloud][fixtures]") {
    const std::string offboarded =
        GENERATE("account_update_account_offboarded", "account_update_account_offboarded_time_string");
    const std::string reconnected = "account_update_account_reconnected";
    Fold forward;
    forward.take_fixture(offboarded);
    REQUIRE(forward.lives.size() == 1);
    CHECK(verdict(forward.lives.begin()->second, 0).attachment == Attachment::offboarded);
    forward.take_fixture(reconnected);
    Fold backward;
    backward.take_fixture(reconnected);
    backward.take_fixture(offboarded);
    CHECK(forward.text() == backward.text());
    CHECK(verdict(forward.lives.begin()->second, 0).attachment == Attachment::attached);
}

TEST_CASE("a batch of entries and changes is split over its numbers", "[cloud][fixtures]") {
    const Observation observation = read_fixture("batch_multi_entry_multi_change");
    Fold fold;
    fold.take(observation);
    CHECK(fold.messages.size() == 4);
    CHECK(std::count_if(fold.messages.begin(), fold.messages.end(),
                        [](const auto& one) { return one.first.rfind("310987654321902/", 0) == 0; }) == 1);
    CHECK(fold.lives.count("210987654321901/") == 1);
    CHECK(name_of(fold.contacts.at({IdentityKind::wa_id, "46701234567"})) == "Jonas Lind");
    CHECK(name_of(fold.contacts.at({IdentityKind::wa_id, "393331234567"})) == "Marco Bianchi");
}

TEST_CASE("one change that cannot be read loses none of the other five", "[cloud][fixtures]") {
    std::string body = fixtures::read("meta_payloads/batch_multi_entry_multi_change.json");
    const auto statuses = body.find("\"statuses\"");
    REQUIRE(statuses != std::string::npos);
    body.replace(statuses, 10, "\"novelties\"");
    const Observation observation = read_body(body);
    CHECK(says_unknown(observation, "messages"));
    Fold fold;
    fold.take(observation);
    CHECK(fold.messages.size() == 3);
    CHECK(fold.lives.size() == 1);
    CHECK(fold.contacts.size() == 3);
}

TEST_CASE("any order and repetition of deliveries ends in one state", "[cloud][fixtures]") {
    std::vector<std::string> names{"msg_text",  "msg_edit_text",    "msg_revoke",         "echo_text",
                                   "echo_edit", "msg_reaction_add", "msg_reaction_remove"};
    std::sort(names.begin(), names.end());
    std::string expected;
    do {
        Fold fold;
        for (const std::string& name : names) fold.take_fixture(name);
        fold.take_fixture(names.front());
        if (expected.empty()) expected = fold.text();
        if (fold.text() != expected) FAIL("an order of arrival changed the state");
    } while (std::next_permutation(names.begin(), names.end()));
    CHECK_FALSE(expected.empty());
}

TEST_CASE("nothing that came with the past is taken for live", "[cloud][fixtures]") {
    std::size_t imported = 0;
    for (const std::string& name : every_webhook()) {
        if (name.rfind("history_", 0) != 0) continue;
        INFO(name);
        const Observation observation = read_fixture(name);
        CHECK(all_of<UnknownFact>(observation).empty());
        for (const MessageFact& fact : all_of<MessageFact>(observation)) {
            ++imported;
            CHECK(fact.message.origin == Origin::imported);
            CHECK(window_signs(fact.message) == Window{});
            CHECK((!fact.message.content || fact.message.content->witness != Witness::live));
        }
    }
    CHECK(imported > 60);
}

TEST_CASE("the past ends alike in any order of its pieces and of the files that follow", "[cloud][fixtures]") {
    std::vector<std::string> names{"history_phase0_chunk1_two_threads", "history_phase1_chunk2_mixed_types",
                                   "history_phase1_chunk1_late",        "history_phase2_progress_100",
                                   "history_media_followup_inbound",    "history_media_followup_inbound_2026",
                                   "history_media_followup_echo"};
    std::sort(names.begin(), names.end());
    std::string expected;
    std::size_t orders = 0;
    do {
        if (++orders % 7 != 1) continue;  // of 5,040
        Fold fold;
        for (const std::string& name : names) fold.take_fixture(name);
        if (expected.empty()) expected = fold.text();
        if (fold.text() != expected) FAIL("an order of arrival changed the state");
    } while (std::next_permutation(names.begin(), names.end()));
    Fold fold;
    for (const std::string& name : names) fold.take_fixture(name);
    const Message& file =
        fold.messages.at("310987654321002/wamid.HBgNNDkxNTExMjM0NTY3OBUCABIYFDNBRUVEMEU5RTFCMjk3QjA1RDE4AA==");
    CHECK(file.content->real);
    CHECK(file.media_ids == std::set<std::string>{"3330000000000001", "3330000000000002"});
    CHECK(time_of(file) == 1794941600);
}

TEST_CASE("fields and events that are not understood stay visible with their JSON", "[cloud][fixtures]") {
    const auto field = all_of<UnknownFact>(read_fixture("unknown_field"));
    REQUIRE(field.size() == 1);
    CHECK(field.front().field == "brand_new_field_2027");
    CHECK(field.front().raw == R"({"anything":[1,2,{"x":null}]})");
    const auto event = all_of<UnknownFact>(read_fixture("account_update_unknown_event"));
    REQUIRE(event.size() == 1);
    CHECK(event.front().what == "SOMETHING_NEW_2027");
    CHECK(says_unknown(read_fixture("automatic_events"), "automatic_events"));
}

TEST_CASE("an event with its field in the wrong place is understood", "[cloud][fixtures]") {
    const Observation observation = read_fixture("account_update_partner_app_uninstalled_misplaced_field");
    REQUIRE(observation.facts.size() == 1);
    CHECK(observation.facts.front().address.waba_id == WabaId("210987654321001"));
    CHECK(std::get<AccountFact>(observation.facts.front().said).life.newest.count(LifeKind::doubted) == 1);
}

TEST_CASE("messages of groups are kept aside: they belong to no conversation with one person", "[cloud][fixtures]") {
    CHECK(all_of<MessageFact>(read_fixture("msg_text_group_not_coex")).empty());
    CHECK(says_unknown(read_fixture("msg_text_group_not_coex"), "messages"));
    CHECK(all_of<MessageFact>(read_fixture("status_group_not_coex")).empty());
}
