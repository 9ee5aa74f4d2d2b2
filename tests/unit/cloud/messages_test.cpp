#include "catch.hpp"
#include "cloud/fold.hpp"
#include "model/window.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

const Identity lena{IdentityKind::wa_id, "4915112345678"};
const Identity lena_user_id{IdentityKind::bsuid, "DE.10293847561029384756"};

}  // namespace

TEST_CASE("what each type of message says", "[cloud][messages]") {
    struct Row {
        std::string fixture;
        bool real;
        std::string type;
        std::string text;
        std::string media_id;
    };
    const Row row = GENERATE(values<Row>({
        {"msg_text", true, "text", "Guten Tag, haben Sie am 24. ein Zimmer frei?", ""},
        {"msg_image", true, "image", "Passport page", "1110000000000001"},
        {"msg_audio_voice", true, "audio", "", "1110000000000005"},
        {"msg_sticker", true, "sticker", "", "1110000000000008"},
        {"msg_button_quick_reply", true, "button", "Confirm", ""},
        {"msg_interactive_button_reply", true, "interactive", "Yes please", ""},
        {"msg_interactive_list_reply", true, "interactive", "Deluxe", ""},
        {"msg_interactive_nfm_reply", true, "interactive", "Sent", ""},
        {"msg_interactive_call_permission_reply", true, "interactive", "accept", ""},
        {"msg_location_place", true, "location", "Hotel Fixture", ""},
        {"msg_location_pin_only", true, "location", "", ""},
        {"msg_contacts", true, "contacts", "Dr. Karl Vogt", ""},
        {"msg_order", true, "order", "Two of these please", ""},
        {"msg_unsupported_131051", false, "unsupported", "", ""},
        {"msg_unsupported_131060", false, "unsupported", "", ""},
        {"msg_unsupported_no_detail_object", false, "unsupported", "", ""},
        {"msg_unknown_legacy", false, "unknown", "", ""},
        {"msg_future_type", false, "quantum_note", "", ""},
        {"echo_unsupported", false, "unsupported", "", ""},
        {"echo_contacts", true, "contacts", "Taxi Berlin", ""},
    }));
    INFO(row.fixture);
    const Message message = only_message(read_fixture(row.fixture));
    REQUIRE(message.content);
    CHECK(message.content->real == row.real);
    CHECK(message.content->witness == Witness::live);
    CHECK(message.content->type == row.type);
    CHECK(message.content->text == row.text);
    CHECK(message.content->evidence.source == message.wamid.value);
    CHECK(message.content->raw.find("\"type\":\"" + row.type + "\"") != std::string::npos);
    CHECK((message.content->media ? message.content->media->id : std::string()) == row.media_id);
    CHECK(message.media_ids == (row.media_id.empty() ? std::set<std::string>() : std::set{row.media_id}));
}

TEST_CASE("a message of a guest", "[cloud][messages]") {
    const Observation observation = read_fixture("msg_text");
    const Message message = only_message(observation);
    CHECK(message.origin == Origin::customer);
    CHECK(message.sides == side_customer);
    CHECK(message.peers == Identities{lena});
    CHECK(message.content->evidence.at == 1795010000);
    CHECK(opens_window(message));
    const Address& address = observation.facts.front().address;
    CHECK(address.phone_number_id == PhoneNumberId("310987654321002"));
    CHECK(address.waba_id == WabaId("210987654321001"));
    CHECK(address.display_digits == "905321110022");
    const auto contacts = all_of<ContactFact>(observation);
    REQUIRE(contacts.size() == 1);
    CHECK(contacts.front().names.profile == NameRegister{{1795010000, message.wamid.value}, "Lena Vogt", false});
}

TEST_CASE("a document has its name, a voice note its mark, and hashes are hex", "[cloud][messages]") {
    const Message voice = only_message(read_fixture("msg_audio_voice"));
    CHECK(voice.content->media->voice);
    CHECK(voice.content->media->mime_type == "audio/ogg; codecs=opus");
    CHECK(voice.content->media->sha256 == "1b3cc3dab3c13bb4d143f750dc3068bddd6a0d8df91a59adefbe1d73a13cd46e");
    CHECK(only_message(read_fixture("echo_document")).content->media->filename == "offer.pdf");
}

TEST_CASE("an echo is the business's own word in the customer's conversation and opens no window", "[cloud][echoes]") {
    const Message echo = only_message(read_fixture("echo_text"));
    CHECK(echo.origin == Origin::business_app);
    CHECK(echo.sides == side_business);
    CHECK(echo.peers == Identities{lena});
    CHECK(window_signs(echo) == Window{});

    CHECK(only_message(read_fixture("echo_text_2026")).peers == Identities{lena, lena_user_id});
    CHECK(only_message(read_fixture("echo_bsuid_only")).peers ==
          Identities{lena_user_id, {IdentityKind::parent_bsuid, "DE.ENT.5647382910"}});
    CHECK(all_of<MessageFact>(read_fixture("echo_batch")).size() == 3);
}

TEST_CASE("an edit speaks of the original and leaves nothing under its own id", "[cloud][messages]") {
    const Message edit = only_message(read_fixture("msg_edit_text"));
    CHECK(edit.wamid == only_message(read_fixture("msg_text")).wamid);
    REQUIRE(edit.edit);
    CHECK(edit.edit->text == "Guten Tag, haben Sie am 25. ein Zimmer frei?");
    CHECK(edit.edit->evidence.source != edit.wamid.value);
    CHECK_FALSE(edit.content);
    CHECK(edit.origin == Origin::customer);

    const Message caption = only_message(read_fixture("msg_edit_image_caption"));
    CHECK(caption.edit->text == "Passport page 2");
    CHECK(caption.media_ids == std::set<std::string>{"1110000000000010"});

    Fold fold;
    fold.take_fixture("echo_edit");
    fold.take_fixture("echo_text");
    REQUIRE(fold.messages.size() == 1);
    CHECK(text_of(fold.messages.begin()->second) == "Natuerlich, ich reserviere Zimmer 14.");
    CHECK(fold.messages.begin()->second.origin == Origin::business_app);
}

TEST_CASE("a revoke takes back the original, whichever came first", "[cloud][messages]") {
    Fold fold;
    fold.take_fixture("msg_revoke");
    fold.take_fixture("msg_text");
    fold.take_fixture("echo_revoke");
    fold.take_fixture("echo_text");
    REQUIRE(fold.messages.size() == 2);
    for (const auto& [key, message] : fold.messages) {
        INFO(key);
        CHECK(revoked(message));
        CHECK(text_of(message).empty());
    }
}

TEST_CASE("reactions stand on the message they mean; one without emoji takes back", "[cloud][messages]") {
    const Message added = only_message(read_fixture("msg_reaction_add"));
    CHECK(added.wamid == Wamid("wamid.HBgNNDkxNTExMjM0NTY3OBUCABEYEjVGMjhEODUwMTJDMEM2OTIzRAA="));
    REQUIRE(added.reactions.count("wa_id:4915112345678") == 1);
    CHECK(added.reactions.at("wa_id:4915112345678").emoji == "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD");
    CHECK(only_message(read_fixture("msg_reaction_remove")).reactions.at("wa_id:4915112345678").emoji.empty());
    CHECK(only_message(read_fixture("echo_reaction")).reactions.count("business") == 1);
    CHECK(window_signs(added) == Window{0, 1795010000, 0});
}

TEST_CASE("people and messages of one value are joined by id, never by place", "[cloud][messages]") {
    std::string body = fixtures::read("meta_payloads/msg_two_users_in_one_value.json");
    // Swaps the two contacts, so that their places no longer match those of the messages.
    const auto swap_words = [&body](const std::string& one, const std::string& two) {
        const auto first = body.find(one);
        const auto second = body.find(two);
        REQUIRE(first < second);
        body.replace(second, two.size(), one);
        body.replace(first, one.size(), two);
    };
    swap_words("Lena Vogt", "Marco Bianchi");
    swap_words("\"wa_id\": \"4915112345678\"", "\"wa_id\": \"393331234567\"");
    Fold fold;
    fold.take_body(body);
    CHECK(name_of(fold.contacts.at(lena)) == "Lena Vogt");
    CHECK(name_of(fold.contacts.at({IdentityKind::wa_id, "393331234567"})) == "Marco Bianchi");
    REQUIRE(fold.messages.size() == 2);
    for (const auto& [key, message] : fold.messages) {
        CHECK(message.peers.count(message.content->text == "one" ? lena
                                                                 : Identity{IdentityKind::wa_id, "393331234567"}) == 1);
        CHECK(message.peers.size() == 1);
    }
}

TEST_CASE("a reply names the message that it quotes", "[cloud][messages]") {
    CHECK(only_message(read_fixture("msg_text_reply_context")).content->reply_to ==
          "wamid.HBgNNDkxNTExMjM0NTY3OBUCABEYEjVGMjhEODUwMTJDMEM2OTIzRAA=");
    CHECK(only_message(read_fixture("msg_text_forwarded")).content->reply_to.empty());
}

TEST_CASE("what the phone alone can show is a sign for the window, what the API cannot carry opens it",
          "[cloud][messages]") {
    CHECK(window_signs(only_message(read_fixture("msg_unsupported_131060"))) == Window{0, 1795010000, 0});
    CHECK(window_signs(only_message(read_fixture("msg_unsupported_131051"))) == Window{1795010000, 0, 0});
}

TEST_CASE("a failed status keeps the platform's reason", "[cloud][statuses]") {
    const Message failed = only_message(read_fixture("status_failed_131047_window"));
    CHECK(status_of(failed) == Status::failed);
    REQUIRE(failed.errors.size() == 1);
    CHECK(failed.errors.begin()->first.code == 131047);
    CHECK(failed.errors.begin()->first.title == "Re-engagement message");
    CHECK(failed.errors.begin()->first.details ==
          "More than 24 hours have passed since the customer last replied to this number.");
    CHECK(window_signs(failed).refused_at == 1795010005);
    CHECK(status_of(only_message(read_fixture("status_failed_no_errors_array"))) == Status::failed);
}

TEST_CASE("a status tells its recipient under every name", "[cloud][statuses]") {
    CHECK(only_message(read_fixture("status_bsuid_with_phone")).peers == Identities{lena, lena_user_id});
    CHECK(only_message(read_fixture("status_bsuid_only")).peers ==
          Identities{lena_user_id, {IdentityKind::parent_bsuid, "DE.ENT.5647382910"}});
    CHECK(only_message(read_fixture("status_failed_bsuid_no_contacts")).peers == Identities{lena_user_id});
    CHECK(only_message(read_fixture("status_callback_data")).callback == "act-7f3e:1");
}

TEST_CASE("the owner's address book names people by any number or user ID", "[cloud][contacts]") {
    Fold fold;
    fold.take_fixture("state_sync_edit_is_add");
    fold.take_fixture("state_sync_initial_batch");
    CHECK(name_of(fold.contacts.at({IdentityKind::wa_id, "905551234567"})) ==
          "Ay\xC5\x9F"
          "e Demir");
    CHECK(name_of(fold.contacts.at(lena)) == "Lena Vogt-Klein");
    fold.take_fixture("state_sync_remove");
    CHECK(name_of(fold.contacts.at(lena)).empty());

    const auto people = all_of<ContactFact>(read_fixture("state_sync_bsuid"));
    REQUIRE(people.size() == 2);
    CHECK(people[0].identities == Identities{lena, lena_user_id});
    CHECK(people[0].names.username->name == "lena.travels");
    CHECK(people[1].identities.size() == 2);
    CHECK(all_of<UnknownFact>(read_fixture("state_sync_unknown_type")).size() == 1);
}

TEST_CASE("restrictions, violations and bans keep their words", "[cloud][account]") {
    const auto reason = [](const std::string& fixture, LifeKind kind) {
        const auto facts = all_of<AccountFact>(read_fixture("account_update_" + fixture));
        REQUIRE(facts.size() == 1);
        return facts.front().life.newest.at(kind).reason;
    };
    CHECK(reason("restriction", LifeKind::restriction) ==
          "RESTRICTED_BIZ_INITIATED_MESSAGING,RESTRICTED_ADD_PHONE_NUMBER_ACTION");
    CHECK(reason("violation", LifeKind::violation) == "SPAM");
    CHECK(reason("disabled_update", LifeKind::disabled_update) == "DISABLE");
    CHECK(reason("disabled_update_array", LifeKind::disabled_update) == "SCHEDULE_FOR_DISABLE");
}
