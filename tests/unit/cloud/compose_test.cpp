#include "channels/cloud/compose.hpp"

#include <boost/json.hpp>

#include "catch.hpp"
#include "channels/cloud/file_rules.hpp"

using namespace coexist;
using namespace coexist::cloud;
using boost::json::parse;

namespace {

const Envelope lena{{IdentityKind::wa_id, "4915112345678"}, "", "op-1"};

Result<Outgoing> made(const char* action, const char* input, std::optional<FileFacts> file = std::nullopt) {
    const boost::json::object said = parse(input).as_object();
    Draft draft{action, said};
    draft.file = std::move(file);
    draft.message_wamid = "wamid.target";
    draft.callback = "op-1";
    return compose(draft);
}

/// What stands in the request beside recipient and callback.
boost::json::value content_of(const char* action, const char* input, std::optional<FileFacts> file = std::nullopt) {
    auto outgoing = made(action, input, std::move(file));
    if (!outgoing) return parse("\"" + outgoing.problem().errors.front().path + "\"");
    boost::json::object body = parse(request_body(lena, *outgoing)).as_object();
    for (const char* known : {"messaging_product", "recipient_type", "to", "biz_opaque_callback_data"}) {
        CHECK(body.erase(known) == 1);
    }
    return body;
}

/// The field that a refusal names, and why.
std::string refused(const char* action, const char* input, std::optional<FileFacts> file = std::nullopt) {
    const auto outgoing = made(action, input, std::move(file));
    if (outgoing) return "taken";
    CHECK(outgoing.problem().code == "input_invalid");
    const ProblemError& error = outgoing.problem().errors.at(0);
    return error.path + ": " + error.detail;
}

const FileFacts photo{"image/jpeg", 1000};

}  // namespace

TEST_CASE("a text is written for a phone number or a BSUID, with quote and callback only where there are such") {
    const auto hello = made("send_text", R"({"text": "Your room is ready. \"Zimmer\"", "preview_url": true})");
    REQUIRE(hello.ok());
    CHECK(parse(request_body({{IdentityKind::wa_id, "4915112345678"}, "", ""}, *hello)) ==
          parse(R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"+4915112345678","type":"text",)"
                R"("text":{"preview_url":true,"body":"Your room is ready. \"Zimmer\""}})"));
    CHECK(
        parse(request_body({{IdentityKind::bsuid, "DE.10293847561029384756"}, "wamid.A", "cb-1"},
                           *made("send_text", R"({"text": "Hi"})"))) ==
        parse(R"({"messaging_product":"whatsapp","recipient_type":"individual","recipient":"DE.10293847561029384756",)"
              R"("context":{"message_id":"wamid.A"},"type":"text","text":{"preview_url":false,"body":"Hi"},)"
              R"("biz_opaque_callback_data":"cb-1"})"));
}

TEST_CASE("a file goes by the name that the platform's id takes later, or by its link") {
    CHECK(content_of("send_image", R"({"file": "med_1", "caption": "The room"})", photo) ==
          parse(R"({"type":"image","image":{"id":"file:op-1","caption":"The room"}})"));
    CHECK(content_of("send_video", R"({"link": "https://x.example/a.mp4"})") ==
          parse(R"({"type":"video","video":{"link":"https://x.example/a.mp4"}})"));
    CHECK(content_of("send_document", R"({"file": "med_1", "filename": "offer.pdf"})",
                     FileFacts{"application/pdf", 90'000'000}) ==
          parse(R"({"type":"document","document":{"id":"file:op-1","filename":"offer.pdf"}})"));
    CHECK(content_of("send_audio", R"({"file": "med_1", "voice": true})", FileFacts{"audio/ogg", 1000}) ==
          parse(R"({"type":"audio","audio":{"id":"file:op-1","voice":true}})"));
    CHECK(content_of("send_sticker", R"({"file": "med_1"})", FileFacts{"image/webp", 500 * 1024}) ==
          parse(R"({"type":"sticker","sticker":{"id":"file:op-1"}})"));
}

TEST_CASE("a file of a wrong type or size is refused by its field") {
    CHECK(refused("send_image", R"({"file": "med_1"})", FileFacts{"image/gif", 10}) ==
          "/file: Is of the type image/gif; here WhatsApp takes image/jpeg, image/png.");
    CHECK(refused("send_image", R"({"file": "med_1"})", FileFacts{"image/png", 5 * 1024 * 1024 + 1}) ==
          "/file: Has 5242881 bytes; WhatsApp takes at most 5 MB here.");
    CHECK(refused("send_sticker", R"({"file": "med_1"})", FileFacts{"image/webp", 500 * 1024 + 1}) ==
          "/file: Has 512001 bytes; WhatsApp takes at most 500 KB here.");
    CHECK(refused("send_video", R"({"file": "med_1"})", FileFacts{"video/mp4", 16 * 1024 * 1024 + 1}) ==
          "/file: Has 16777217 bytes; WhatsApp takes at most 16 MB here.");
    CHECK(refused("send_audio", R"({"file": "med_1", "voice": true})", FileFacts{"audio/mpeg", 1}) ==
          "/voice: A voice note must be an OGG file (audio/ogg, opus, mono).");
    CHECK(refused("send_buttons", R"({"text": "Hi", "header": {"file": "med_1"},
                                      "buttons": [{"id": "a", "title": "A"}]})",
                  FileFacts{"image/png", 6'000'000}) ==
          "/header/file: Has 6000000 bytes; WhatsApp takes at most 5 MB here.");
}

TEST_CASE("which kinds a file can go out as follows from its type and size") {
    using Kinds = std::vector<std::string_view>;
    CHECK(kinds_for("image/jpeg", 1000) == Kinds{"image", "document"});
    CHECK(kinds_for("image/jpeg", 6'000'000) == Kinds{"document"});
    CHECK(kinds_for("Audio/OGG; codecs=opus", 1000) == Kinds{"audio", "document"});
    CHECK(kinds_for("application/pdf", 100LL * 1024 * 1024) == Kinds{"document"});
    CHECK(kinds_for("application/pdf", 100LL * 1024 * 1024 + 1).empty());
    CHECK(kinds_for("image/jpeg", 0).empty());
    CHECK(kinds_for("jpeg", 10).empty());
    CHECK(contradicts("image/jpeg", "\x89PNG\r\n\x1a\n"));
    CHECK(contradicts("image/webp", "RIFF"));
    CHECK_FALSE(contradicts("image/jpeg", "\xff\xd8\xff\xe0"));
    CHECK_FALSE(contradicts("text/plain", "anything"));
}

TEST_CASE("places, cards and reactions are written as the platform has them") {
    CHECK(content_of("send_location", R"({"latitude": 52.51, "longitude": 13.37, "name": "Hotel"})") ==
          parse(R"({"type":"location","location":{"latitude":52.51,"longitude":13.37,"name":"Hotel"}})"));
    CHECK(content_of("send_contacts", R"({"contacts": [{"formatted_name": "Desk",
                                          "phones": [{"phone": "+4930123", "type": "WORK"}]}]})") ==
          parse(R"({"type":"contacts","contacts":[{"name":{"formatted_name":"Desk","first_name":"Desk"},)"
                R"("phones":[{"phone":"+4930123","type":"WORK"}]}]})"));
    CHECK(content_of("react", R"({"message": "msg_1", "emoji": "x"})") ==
          parse(R"({"type":"reaction","reaction":{"message_id":"wamid.target","emoji":"x"}})"));
    CHECK(content_of("react", R"({"message": "msg_1", "emoji": ""})").at("reaction").at("emoji").as_string().empty());
}

TEST_CASE("interactive messages are written as the platform has them") {
    CHECK(content_of("send_buttons", R"({"text": "Breakfast?", "header": {"text": "Hello"}, "footer": "Hotel",
                                         "buttons": [{"id": "yes", "title": "Yes"}]})") ==
          parse(R"({"type":"interactive","interactive":{"type":"button","header":{"type":"text","text":"Hello"},)"
                R"("body":{"text":"Breakfast?"},"footer":{"text":"Hotel"},)"
                R"("action":{"buttons":[{"type":"reply","reply":{"id":"yes","title":"Yes"}}]}}})"));
    CHECK(
        content_of("send_list", R"({"text": "Rooms", "button": "Show", "sections": [{"rows":
                                      [{"id": "r1", "title": "Single", "description": "Quiet"}]}]})") ==
        parse(R"({"type":"interactive","interactive":{"type":"list","body":{"text":"Rooms"},"action":{"button":"Show",)"
              R"("sections":[{"rows":[{"id":"r1","title":"Single","description":"Quiet"}]}]}}})"));
    CHECK(content_of("send_link", R"({"text": "Pay", "label": "Pay now", "url": "https://pay.example/1"})") ==
          parse(R"({"type":"interactive","interactive":{"type":"cta_url","body":{"text":"Pay"},"action":)"
                R"({"name":"cta_url","parameters":{"display_text":"Pay now","url":"https://pay.example/1"}}}})"));
    CHECK(content_of("request_location", R"({"text": "Where are you?"})") ==
          parse(R"({"type":"interactive","interactive":{"type":"location_request_message",)"
                R"("body":{"text":"Where are you?"},"action":{"name":"send_location"}}})"));
    CHECK(content_of("send_flow", R"({"text": "Book", "label": "Open", "flow_id": "880", "screen": "FIRST",
                                      "data": {"k": "v"}})") ==
          parse(R"({"type":"interactive","interactive":{"type":"flow","body":{"text":"Book"},"action":{"name":"flow",)"
                R"("parameters":{"flow_message_version":"3","flow_cta":"Open","flow_id":"880","flow_token":"op-1",)"
                R"("mode":"published","flow_action":"navigate",)"
                R"("flow_action_payload":{"screen":"FIRST","data":{"k":"v"}}}}}})"));
}

TEST_CASE("what no schema can see of an interactive message is refused by its field") {
    CHECK(refused("send_buttons", R"({"text": "?", "buttons": [{"id": "a", "title": "Yes"},
                                      {"id": "b", "title": "Yes"}]})") ==
          "/buttons/1/title: Must differ from the titles of the others.");
    CHECK(refused("send_buttons", R"({"text": "?", "buttons": [{"id": "a", "title": "Yes"},
                                      {"id": "a", "title": "No"}]})") ==
          "/buttons/1/id: Must differ from the ids of the others.");
    CHECK(refused("send_list", R"({"text": "?", "button": "B", "sections": [{"title": "A", "rows": [{"id": "1",
                                   "title": "1"}]}, {"rows": [{"id": "2", "title": "2"}]}]})") ==
          "/sections/1/title: Is missing: where there are several sections, each needs a title.");
    std::string rows;
    for (int row = 0; row < 6; ++row) {
        const std::string id = std::to_string(row);
        rows += (row > 0 ? ",{\"id\":\"" : "{\"id\":\"") + std::string("%") + id + "\",\"title\":\"" + id + "\"}";
    }
    std::string second = rows;
    for (char& letter : second) letter = letter == '%' ? '#' : letter;
    const std::string eleven = R"({"text":"?","button":"B","sections":[{"title":"A","rows":[)" + rows +
                               R"(]},{"title":"B","rows":[)" + second + "]}]}";
    CHECK(refused("send_list", eleven.c_str()) ==
          "/sections/1/rows: WhatsApp takes at most 10 rows over all sections.");
    CHECK(refused("send_flow", R"({"text": "Book", "label": "Open \u2728", "flow_id": "880"})") ==
          "/label: Must not hold an emoji.");
    CHECK(refused("send_flow", R"({"text": "Book", "label": "Open", "flow_id": "880", "data": {"k": 1}})") ==
          "/screen: Is missing: data belongs to one.");
}

TEST_CASE("a template's values are numbered or named, never both, and its file stands in its header") {
    CHECK(
        content_of("send_template", R"({"name": "stay", "language": "de", "values": ["Lena", "24.12."],
                                          "header": {"file": "med_1"}, "buttons": [{"index": 0, "payload": "YES"},
                                          {"index": 1, "text": "abc"}]})",
                   photo) ==
        parse(
            R"({"type":"template","template":{"name":"stay","language":{"code":"de"},"components":[)"
            R"({"type":"header","parameters":[{"type":"image","image":{"id":"file:op-1"}}]},)"
            R"({"type":"body","parameters":[{"type":"text","text":"Lena"},{"type":"text","text":"24.12."}]},)"
            R"({"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"YES"}]},)"
            R"({"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"abc"}]}]}})"));
    CHECK(content_of("send_template", R"({"name": "stay", "language": "de", "named_values": {"date": "24.12."}})") ==
          parse(R"({"type":"template","template":{"name":"stay","language":{"code":"de"},"components":[)"
                R"({"type":"body","parameters":[{"type":"text","parameter_name":"date","text":"24.12."}]}]}})"));
    CHECK(content_of("send_template", R"({"name": "stay", "language": "de",
                                          "header": {"location": {"latitude": 41.01, "longitude": 28.97,
                                                     "name": "Hotel Harbour", "address": "Quay 1"}},
                                          "buttons": [{"index": 2, "code": "SPRING26"}]})") ==
          parse(R"({"type":"template","template":{"name":"stay","language":{"code":"de"},"components":[)"
                R"({"type":"header","parameters":[{"type":"location","location":{"latitude":41.01,"longitude":28.97,)"
                R"("name":"Hotel Harbour","address":"Quay 1"}}]},)"
                R"({"type":"button","sub_type":"copy_code","index":"2",)"
                R"("parameters":[{"type":"coupon_code","coupon_code":"SPRING26"}]}]}})"));
    CHECK(refused("send_template", R"({"name": "stay", "language": "de", "values": ["a"],
                                       "named_values": {"date": "b"}})") ==
          "/named_values: A template has either numbered or named values, never both.");
    CHECK_FALSE(made("send_template", R"({"name": "stay", "language": "de"})")->needs_window);
    CHECK(made("send_text", R"({"text": "Hi"})")->needs_window);
}

TEST_CASE("a template whose values cannot be given here is refused by its name before it leaves") {
    const auto said_of = [](const char* components) {
        const boost::json::object input =
            parse(R"({"name": "offers", "language": "de", "values": ["Lena"]})").as_object();
        Draft draft{"send_template", input};
        draft.form = TemplateForm{"POSITIONAL", components};
        const auto outgoing = compose(draft);
        if (outgoing) return std::string("taken");
        const ProblemError& error = outgoing.problem().errors.at(0);
        return error.path + ": " + error.detail;
    };
    constexpr const char* body = R"({"type": "BODY", "text": "Hello {{1}}"})";
    const auto with = [&](const char* more) { return "[" + std::string(body) + "," + more + "]"; };
    // Approved: a person has read these sentences. Change one only on purpose.
    CHECK(
        said_of(with(R"({"type": "CAROUSEL", "cards": [{"components": []}]})").c_str()) ==
        "/name: This template has cards side by side (CAROUSEL), whose values cannot be given here. Choose a template "
        "without it.");
    CHECK(said_of(with(R"({"type": "limited_time_offer", "limited_time_offer": {"text": "Ends"}})").c_str()) ==
          "/name: This template has an offer that ends at a time (LIMITED_TIME_OFFER), whose values cannot be given "
          "here. Choose a template without it.");
    CHECK(
        said_of(with(R"({"type": "BUTTONS", "buttons": [{"type": "MPM", "text": "View"}]})").c_str()) ==
        "/name: This template has a list of products (MPM), which cannot be given here. Choose a template without it.");
    CHECK(said_of(with(R"({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}]})").c_str()) ==
          "taken");
    CHECK(said_of(with(R"({"type": "SOMETHING_NEW"})").c_str()) == "taken");
}
