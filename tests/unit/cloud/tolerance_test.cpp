// Shapes that senders are known to produce against the documentation, and bodies that mean harm.
#include "catch.hpp"
#include "channels/cloud/self_test.hpp"
#include "cloud/fold.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

std::string message_with(const std::string& members) {
    return webhook("messages", value_with("\"messages\":[{" + members + "}]"));
}

/// Neither crashes nor throws, and says something of any body.
void survives(const std::string& body) {
    const Observation observation = read_body(body);
    CHECK(observation.malformed.empty() != observation.facts.empty());
}

}  // namespace

TEST_CASE("a change under the wrong field is read by what it holds", "[cloud][tolerance]") {
    const std::string value = value_with(
        R"("message_echoes":[{"to":"49","id":"wamid.1","timestamp":"5","type":"text","text":{"body":"hi"}}])");
    for (const char* field : {"smb_message_echoes", "messages", "", "echoes"}) {
        CHECK(only_message(read_body(webhook(field, value))).origin == Origin::business_app);
    }
}

TEST_CASE("an item among messages that the number itself sent is an echo", "[cloud][tolerance]") {
    const Message message = only_message(read_body(message_with(
        R"("from":"+90 532 111 00 22","to":"49151","id":"wamid.1","timestamp":"5","type":"text","text":{"body":"x"})")));
    CHECK(message.origin == Origin::business_app);
    CHECK(message.peers == Identities{{IdentityKind::wa_id, "49151"}});
}

TEST_CASE("what a gateway wrapped is read as if it were not", "[cloud][tolerance]") {
    const std::string value = value_with(
        R"("messages":[{"from":"4915112345678","id":"wamid.1","timestamp":"5","type":"text","text":{"body":"x"}}])");
    const std::string whole = webhook("messages", value);
    const std::string change = R"({"field":"messages","value":)" + value + "}";
    for (const std::string& data : {whole, change, value}) {
        const Observation observation = read_body(R"({"id":"1","event":"messages","data":)" + data + "}");
        CHECK(only_message(observation).wamid == Wamid("wamid.1"));
        CHECK(observation.facts.front().address.phone_number_id ==
              read_body(whole).facts.front().address.phone_number_id);
    }
    survives(R"({"id":"1","event":"messages","data":{}})");
    survives(R"({"id":"1","event":"messages","data":"messages"})");
}

TEST_CASE("the dashboard's sample hides nothing of what stands beside it", "[cloud][tolerance]") {
    const Observation observation = read_body(
        R"({"object":"whatsapp_business_account","entry":[)"
        R"({"id":"0","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"123456123"},)"
        R"("messages":[{"from":"16315551181","id":"ABGGFlA5Fpa","timestamp":"1504902988","type":"text",)"
        R"("text":{"body":"this is a text message"}}]}}]},)"
        R"({"id":"210987654321001","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"310987654321002"},)"
        R"("messages":[{"from":"4915112345678","id":"wamid.1","timestamp":"5","type":"text","text":{"body":"real"}}]}}]}]})");
    CHECK(observation.dashboard_test);
    CHECK(only_message(observation).wamid == Wamid("wamid.1"));
}

TEST_CASE("a test of our own says its word and nothing else", "[cloud][tolerance]") {
    const Observation observation = read_body(self_test_body("abc123"));
    CHECK(observation.self_test == "abc123");
    CHECK(observation.facts.empty());
    CHECK(observation.malformed.empty());
    CHECK_FALSE(observation.dashboard_test);
    // Nobody's number is silenced by that name.
    const Observation other = read_body(webhook("coexist_self_test", value_with(R"("word":"abc123")")));
    CHECK(other.self_test.empty());
    CHECK(other.facts.size() == 1);
}

TEST_CASE("numbers are told as digits however they are written, ids as text even when they are numbers",
          "[cloud][tolerance]") {
    const Observation observation = read_body(
        R"({"entry":[{"id":210987654321001,"changes":[{"field":"messages","value":{
            "metadata":{"display_phone_number":"+90 532 111 00 22","phone_number_id":310987654321002},
            "messages":[{"from":"+49 151 123","id":12345,"timestamp":1795010000,"type":"text","text":{"body":"x"}}]}}]}]})");
    CHECK(observation.facts.front().address ==
          Address{PhoneNumberId("310987654321002"), WabaId("210987654321001"), "905321110022"});
    const Message message = only_message(observation);
    CHECK(message.wamid == Wamid("12345"));
    CHECK(message.peers == Identities{{IdentityKind::wa_id, "49151123"}});
    CHECK(message.content->evidence.at == 1795010000);
}

TEST_CASE("a user ID in the place of a phone number is a user ID", "[cloud][tolerance]") {
    CHECK(
        only_message(read_body(message_with(R"("from":"DE.123abc","id":"wamid.1","type":"text","text":{"body":"x"})")))
            .peers == Identities{{IdentityKind::bsuid, "DE.123abc"}});
    CHECK(only_message(read_body(message_with(R"("from":"DE.ENT.9","id":"wamid.1","type":"text","text":{"body":"x"})")))
              .peers == Identities{{IdentityKind::parent_bsuid, "DE.ENT.9"}});
    CHECK(only_message(read_body(message_with(R"("from":"somebody","id":"wamid.1","type":"text","text":{"body":"x"})")))
              .peers.empty());
}

TEST_CASE("times may be text, numbers, milliseconds or missing", "[cloud][tolerance]") {
    struct Row {
        const char* timestamp;
        std::int64_t at;
    };
    const Row row = GENERATE(values<Row>({
        {R"("timestamp":"1795010000",)", 1795010000},
        {R"("timestamp":1795010000,)", 1795010000},
        {R"("timestamp":"1795010000123",)", 1795010000},
        {R"("timestamp":null,)", Fold::received_at},
        {R"("timestamp":"soon",)", Fold::received_at},
        {R"("timestamp":-5,)", Fold::received_at},
        {R"("timestamp":9223372036854775807,)", Fold::received_at},
        {"", Fold::received_at},
    }));
    INFO(row.timestamp);
    const std::string item = std::string(row.timestamp) + R"("from":"49","id":"w","type":"text","text":{"body":"x"})";
    CHECK(only_message(read_body(message_with(item))).content->evidence.at == row.at);
}

TEST_CASE("a message without its type is known by what it holds", "[cloud][tolerance]") {
    const Message message = only_message(read_body(message_with(R"("from":"49","id":"w","text":{"body":"x"})")));
    CHECK(message.content->type == "text");
    CHECK(message.content->real);
}

TEST_CASE("a message that does not hold what its type promises is a placeholder", "[cloud][tolerance]") {
    for (const char* item :
         {R"("from":"49","id":"w","type":"text")", R"("from":"49","id":"w","type":"image","image":7)",
          R"("from":"49","id":"w","type":"contacts","contacts":{})"}) {
        const Message message = only_message(read_body(message_with(item)));
        CHECK_FALSE(message.content->real);
        CHECK_FALSE(message.content->raw.empty());
    }
}

TEST_CASE("an item without an id, or without the id it speaks of, is kept as unknown", "[cloud][tolerance]") {
    for (const char* item :
         {R"("from":"49","type":"text","text":{"body":"x"})", R"("id":"w","type":"edit")",
          R"("id":"w","type":"revoke","revoke":{})", R"("id":"w","type":"reaction","reaction":[])"}) {
        const Observation observation = read_body(message_with(item));
        REQUIRE(observation.facts.size() == 1);
        CHECK_FALSE(std::get<UnknownFact>(observation.facts.front().said).raw.empty());
    }
}

TEST_CASE("an echo that names nobody belongs to the only person its value shows", "[cloud][tolerance]") {
    const std::string echo = R"("message_echoes":[{"from":"905321110022","id":"w","type":"text","text":{"body":"x"}}])";
    CHECK(only_message(read_body(webhook("smb_message_echoes", value_with(R"("contacts":[{"wa_id":"49"}],)" + echo))))
              .peers == Identities{{IdentityKind::wa_id, "49"}});
    CHECK(only_message(read_body(webhook("smb_message_echoes",
                                         value_with(R"("contacts":[{"wa_id":"49"},{"wa_id":"48"}],)" + echo))))
              .peers.empty());
}

TEST_CASE("broken neighbours cost a good item nothing", "[cloud][tolerance]") {
    const Observation observation = read_body(
        R"({"entry":[7,{"id":"1"},{"id":"2","changes":[null,{"field":"x"},{"field":"messages","value":"none"},
            {"value":{"messages":[5,{"type":"text"},{"id":"w","type":"text","text":{"body":"x"}}],
                      "contacts":["odd",{"profile":{}}],"statuses":[[],{"id":"s","status":"shiny"}]},
             "field":"messages"}]}]})");
    CHECK(observation.malformed.empty());
    CHECK(only_message(observation).content->text == "x");
    CHECK(all_of<UnknownFact>(observation).size() == 9);
}

TEST_CASE("an account event may come under a field of its own and without a time", "[cloud][tolerance]") {
    const auto facts = all_of<AccountFact>(read_body(webhook("account_offboarded", "{}")));
    REQUIRE(facts.size() == 1);
    CHECK(facts.front().life.newest.at(LifeKind::offboarded).at == Fold::received_at);
}

TEST_CASE("numbers beyond 64 bits and halves of surrogate pairs do not stop a delivery", "[cloud][tolerance]") {
    const Observation observation = read_body(
        R"({"entry":[{"id":340282366920938463463374607431768211455,"changes":[{"field":"messages","value":{
            "contacts":[{"wa_id":"49","profile":{"name":"Zo\ud83d"}}],
            "messages":[{"from":"49","id":"w","type":"text","text":{"body":"\udc00 \\ud83d \ud83d\ude42"},"big":1e999}]}}]}]})");
    CHECK(observation.malformed.empty());
    CHECK(observation.facts.front().address.waba_id == WabaId("340282366920938463463374607431768211455"));
    CHECK(only_message(observation).content->text == "\xEF\xBF\xBD \\ud83d \xF0\x9F\x99\x82");
    CHECK(all_of<ContactFact>(observation).front().names.profile->name == "Zo\xEF\xBF\xBD");
}

TEST_CASE("bodies that are no webhook are malformed and say why", "[cloud][tolerance]") {
    for (const std::string body : {"", " ", "null", "7", "[]", "{}", "not json", R"({"entry":[)", R"({"a":1})",
                                   R"({"entry":{}})", "\xEF\xBB", "{\"entry\":[\"\xff\xfe\"]}"}) {
        INFO(body);
        const Observation observation = read_body(body);
        CHECK_FALSE(observation.malformed.empty());
        CHECK(observation.facts.empty());
    }
}

TEST_CASE("hostile bodies do no harm", "[cloud][tolerance]") {
    survives(std::string(200'000, '['));
    survives(R"({"entry":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}");
    survives(std::string(4 << 20, '9'));
    survives(R"({"entry":[)" + std::string(4 << 20, '9') + "]}");
    survives(R"({"entry":[{"id":"1","id":"2","changes":[],"changes":7}]})");
    survives("{\"entry\":[{\"id\":\"a\\u0000b\"}]}");
    survives(std::string("\0\0\0", 3));
    survives(R"({"entry":[]})");
    std::string deep;
    for (int level = 0; level < 900; ++level) deep += "{\"a\":";
    deep += '1' + std::string(900, '}');
    survives(webhook("messages", value_with("\"messages\":[" + deep + "]")));
}

TEST_CASE("every prefix of a webhook is either read or refused", "[cloud][tolerance]") {
    const std::string body = fixtures::read("meta_payloads/sig_escaped_body.json");
    WebhookReader reader;
    for (std::size_t size = 0; size < body.size(); ++size) {
        const Observation observation = read_webhook(std::string_view(body).substr(0, size), 1, reader);
        if (observation.malformed.empty()) FAIL("a torn body was read as whole at " << size);
    }
    CHECK(read_webhook(body, 1, reader).malformed.empty());
}

TEST_CASE("any single wrong byte is survived", "[cloud][tolerance]") {
    const std::string body = fixtures::read("meta_payloads/msg_text_bsuid_with_phone.json");
    WebhookReader reader;
    for (std::size_t place = 0; place < body.size(); ++place) {
        for (const char wrong : {'\0', '"', '{', ']', '\\', '9', '\xff'}) {
            std::string broken = body;
            broken[place] = wrong;
            const Observation observation = read_webhook(broken, 1, reader);
            if (observation.malformed.empty() == observation.facts.empty()) FAIL("silent at " << place);
        }
    }
    SUCCEED();
}

TEST_CASE("a thousand messages of a thousand people in one value are read whole", "[cloud][tolerance]") {
    std::string contacts;
    std::string messages;
    for (int number = 1000; number < 2000; ++number) {
        const std::string id = std::to_string(number);
        const std::string last = std::to_string(2999 - number);  // contacts in the opposite order
        const char* const comma = number == 1000 ? "" : ",";
        contacts.append(comma).append(R"({"wa_id":")").append(last).append(R"(","user_id":"DE.)").append(last);
        contacts.append("\"}");
        messages.append(comma).append(R"({"from":")").append(id).append(R"(","id":"w)").append(id);
        messages.append(R"(","type":"text","text":{"body":"x"}})");
    }
    const Observation observation =
        read_body(webhook("messages", value_with("\"contacts\":[" + contacts + "],\"messages\":[" + messages + "]")));
    const auto facts = all_of<MessageFact>(observation);
    REQUIRE(facts.size() == 1000);
    CHECK(facts.back().message.peers == Identities{{IdentityKind::wa_id, "1999"}, {IdentityKind::bsuid, "DE.1999"}});
    CHECK(all_of<ContactFact>(observation).size() == 1000);
}
