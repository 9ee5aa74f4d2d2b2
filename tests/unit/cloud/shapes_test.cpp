// One test for each shape that payloads are known to have against their documentation; each is named after its rule.
#include <algorithm>

#include "catch.hpp"
#include "cloud/fold.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

const Identity lena{IdentityKind::wa_id, "4915112345678"};
const Identity lena_user_id{IdentityKind::bsuid, "DE.1"};

std::string history(const std::string& threads) {
    return webhook(
        "history",
        value_with(R"("history":[{"metadata":{"phase":0,"chunk_order":1,"progress":5},"threads":[)" + threads + "]}]"));
}

std::string thread(const std::string& names, const std::string& message) {
    return "{" + names + R"("messages":[{)" + message +
           R"("id":"w","timestamp":"9","type":"text","text":{"body":"x"}}]})";
}

std::string account_update(const std::string& entry, const std::string& value) {
    return R"({"object":"whatsapp_business_account","entry":[{)" + entry +
           R"("changes":[{"field":"account_update","value":{)" + value + "}}]}]}";
}

LifeEvent removal(const std::string& body) {
    const auto facts = all_of<AccountFact>(read_body(body));
    REQUIRE(facts.size() == 1);
    return facts.front().life.newest.at(LifeKind::partner_removed);
}

}  // namespace

TEST_CASE("shape: a history error stands under history[].errors or under value.errors", "[cloud][shapes]") {
    const std::string errors = R"("errors":[{"code":2593109,"title":"off"}])";
    for (const std::string& value : {R"("history":[{)" + errors + "}]", errors, R"("history":[],)" + errors}) {
        const auto facts = all_of<HistoryFact>(read_body(webhook("history", value_with(value))));
        REQUIRE(facts.size() == 1);
        CHECK(declined(facts.front().import));
    }
}

TEST_CASE("shape: a file of the past follows in messages[] or message_echoes[], without a thread", "[cloud][shapes]") {
    const std::string file = R"("id":"w","timestamp":"9","type":"image","image":{"id":"7","mime_type":"image/jpeg"}}])";
    const Message inbound =
        only_message(read_body(webhook("history", value_with(R"("messages":[{"from":"49",)" + file))));
    CHECK(inbound.sides == side_customer);
    CHECK(inbound.content->witness == Witness::follow_up);
    const Message outgoing =
        only_message(read_body(webhook("history", value_with(R"("message_echoes":[{"to":"49",)" + file))));
    CHECK(outgoing.sides == side_business);
    CHECK(outgoing.peers == Identities{{IdentityKind::wa_id, "49"}});
    CHECK(outgoing.media_ids == std::set<std::string>{"7"});
}

TEST_CASE("shape: a business's message in a thread may lack `to`", "[cloud][shapes]") {
    const Message message =
        only_message(read_body(history(thread(R"("id":"4915112345678",)", R"("from":"905321110022",)"))));
    CHECK(message.sides == side_business);
    CHECK(message.peers == Identities{lena});
}

TEST_CASE("shape: a thread may have only its id, only its context, or neither", "[cloud][shapes]") {
    const std::string from = R"("from":"+49 151 12345678",)";
    CHECK(only_message(read_body(history(thread(R"("id":"4915112345678",)", from)))).peers == Identities{lena});
    CHECK(only_message(read_body(history(thread(R"("context":{"user_id":"DE.1"},)", "")))).peers ==
          Identities{lena_user_id});
    CHECK(only_message(read_body(history(thread("", from)))).peers == Identities{lena});
    const Message nobody = only_message(read_body(history(thread("", ""))));
    CHECK(nobody.peers.empty());
    CHECK(nobody.sides == side_customer);
}

TEST_CASE("shape: a thread is one person, also where old messages carry another number", "[cloud][shapes]") {
    const Message message =
        only_message(read_body(history(thread(R"("id":"4915112345678",)", R"("from":"4915100000000",)"))));
    CHECK(message.peers == Identities{lena});
}

TEST_CASE("shape: the address book may lack a phone number or write it formatted", "[cloud][shapes]") {
    const auto person = [](const std::string& contact) {
        const auto facts = all_of<ContactFact>(read_body(
            webhook("smb_app_state_sync",
                    value_with(R"("state_sync":[{"type":"contact","action":"add","contact":{"full_name":"A",)" +
                               contact + R"(},"metadata":{"timestamp":5}}])"))));
        REQUIRE(facts.size() == 1);
        return facts.front().identities;
    };
    CHECK(person(R"("phone_number":"+55 31 99999-0000")") == Identities{{IdentityKind::wa_id, "5531999990000"}});
    CHECK(person(R"("user_id":"BR.1")") == Identities{{IdentityKind::bsuid, "BR.1"}});
    CHECK(person(R"("phone_number":5531999990000)") == Identities{{IdentityKind::wa_id, "5531999990000"}});
}

TEST_CASE("shape: the status of an imported message is in any case, or absent", "[cloud][shapes]") {
    const auto imported = [](const std::string& context) {
        return only_message(
            read_body(history(thread(R"("id":"4915112345678",)", R"("from":"905321110022",)" + context))));
    };
    CHECK(status_of(imported(R"("history_context":{"status":"READ"},)")) == Status::read);
    CHECK(status_of(imported(R"("history_context":{"status":"read"},)")) == Status::read);
    CHECK(status_of(imported(R"("history_context":{"status":"ERROR"},)")) == Status::failed);
    CHECK(status_of(imported(R"("history_context":{},)")) == Status::none);
    CHECK(status_of(imported("")) == Status::none);
    // Of a customer's message it tells what the business did: no delivery status.
    const Message theirs = only_message(read_body(history(
        thread(R"("id":"4915112345678",)", R"("from":"4915112345678","history_context":{"status":"PLAYED"},)"))));
    CHECK(theirs.status_times.empty());
    CHECK(theirs.business_saw == Status::played);
}

TEST_CASE("shape: account_update names phone_number, waba_info.waba_id, or only entry.id", "[cloud][shapes]") {
    const std::string event = R"("event":"PARTNER_REMOVED")";
    const auto address = [](const std::string& body) { return read_body(body).facts.front().address; };
    CHECK(address(account_update(R"("id":"1","time":5,)", R"("phone_number":"+90 532",)" + event)) ==
          Address{{}, WabaId("1"), "90532"});
    CHECK(address(account_update(R"("id":"9","time":5,)", R"("waba_info":{"waba_id":1},)" + event)) ==
          Address{{}, WabaId("1"), ""});
    CHECK(address(account_update(R"("id":"1","time":5,)", event)) == Address{{}, WabaId("1"), ""});
}

TEST_CASE("shape: entry.time is a number, a text or absent", "[cloud][shapes]") {
    const std::string event = R"("event":"PARTNER_REMOVED")";
    CHECK(removal(account_update(R"("id":"1","time":5,)", event)).at == 5);
    CHECK(removal(account_update(R"("id":"1","time":"5",)", event)).at == 5);
    CHECK(removal(account_update(R"("id":"1",)", event)).at == Fold::received_at);
    CHECK(removal(account_update("", event)).at == Fold::received_at);
}

TEST_CASE("shape: a hash is hexadecimal in history and base64 in live traffic", "[cloud][shapes]") {
    const std::string hex = "409eedb32232641129dbba33b523a9be3e0f8d25193822a8a5d1ac357b77b78d";
    CHECK(only_message(read_fixture("history_media_followup_inbound")).content->media->sha256 == hex);
    CHECK(only_message(read_fixture("msg_audio_voice")).content->media->sha256.size() == 64);
    const auto sha_of = [](const std::string& written) {
        return only_message(
                   read_body(webhook("messages", value_with(R"("messages":[{"from":"49","id":"w","type":"image",)"
                                                            R"("image":{"id":"7","sha256":")" +
                                                            written + R"("}}])"))))
            .content->media->sha256;
    };
    CHECK(sha_of("QJ7tsyIyZBEp27oztSOpvj4PjSUZOCKopdGsNXt3t40=") == hex);
    CHECK(sha_of("no hash at all").empty());
}

TEST_CASE("shape: system messages have no contacts", "[cloud][shapes]") {
    const Message notice = only_message(read_fixture("msg_system_number_changed_legacy"));
    CHECK(notice.peers == Identities{lena});
    CHECK(notice.content->parts.at("system") == R"({"type":"user_changed_number","wa_id":"4915187654321"})");
}

TEST_CASE("shape: a sample with a missing comma is refused whole and says why", "[cloud][shapes]") {
    std::string body = fixtures::read("meta_payloads/echo_text.json");
    const std::string comma = "\"timestamp\": \"1795010060\",";
    body.replace(body.find(comma), comma.size(), "\"timestamp\": \"1795010060\"");
    const Observation observation = read_body(body);
    CHECK(observation.facts.empty());
    CHECK(observation.malformed.rfind("the body is no JSON", 0) == 0);
}

TEST_CASE("shape: an item may lack to, context, contacts and metadata", "[cloud][shapes]") {
    const Observation observation = read_body(
        R"({"entry":[{"id":"210987654321001","changes":[{"field":"smb_message_echoes","value":{"message_echoes":[)"
        R"({"from":"905321110022","id":"w","timestamp":"5","type":"text","text":{"body":"x"}}]}}]}]})");
    const Message echo = only_message(observation);
    CHECK(echo.peers.empty());
    CHECK(echo.origin == Origin::business_app);
    CHECK(echo.content->reply_to.empty());
    CHECK(observation.facts.front().address == Address{{}, WabaId("210987654321001"), ""});
}

TEST_CASE("shape: keys come in any order", "[cloud][shapes]") {
    const std::string forward =
        R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":)"
        R"({"metadata":{"display_phone_number":"90532","phone_number_id":"3"},"contacts":[{"wa_id":"49","profile":{"name":"L"}}],)"
        R"("messages":[{"from":"49","id":"w","timestamp":"5","type":"location","location":{"latitude":1.5,"longitude":2}}]}}]}]})";
    const std::string backward =
        R"({"entry":[{"changes":[{"value":{"messages":[{"location":{"longitude":2,"latitude":1.5},"type":"location",)"
        R"("timestamp":"5","id":"w","from":"49"}],"contacts":[{"profile":{"name":"L"},"wa_id":"49"}],)"
        R"("metadata":{"phone_number_id":"3","display_phone_number":"90532"}},"field":"messages"}],"id":"1"}],)"
        R"("object":"whatsapp_business_account"})";
    Message one = only_message(read_body(forward));
    Message other = only_message(read_body(backward));
    one.content->raw.clear();  // as it came
    other.content->raw.clear();
    CHECK(one == other);
    CHECK(one.content->parts.at("location") == R"({"latitude":1.5,"longitude":2})");
}

TEST_CASE("shape: a wrong field name is dispatched by content", "[cloud][shapes]") {
    const auto kind = [](const std::string& field, const std::string& value) {
        const auto facts = all_of<NoticeFact>(read_body(webhook(field, value)));
        REQUIRE(facts.size() == 1);
        return facts.front().notices.newest.begin()->first.kind;
    };
    const std::string quality = R"({"new_quality_score":"RED","message_template_id":7})";
    CHECK(kind("message_template_status_update", quality) == NoticeKind::template_quality);
    CHECK(kind("message_template_quality_update", quality) == NoticeKind::template_quality);
    CHECK(kind("", R"({"alert_info":{"alert_type":"A"},"entity_id":5})") == NoticeKind::alert);
    CHECK(all_of<HistoryFact>(read_body(webhook("messages", value_with(R"("history":[{"metadata":{"phase":1}}])"))))
              .size() == 1);
    CHECK(all_of<ContactFact>(read_fixture("user_preferences_stop")).size() == 2);
}
