#include <fstream>

#include "api/search_words.hpp"
#include "catch.hpp"
#include "model/identity.hpp"
#include "store/forget_person.hpp"
#include "store/keys.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;
namespace json = boost::json;

namespace {

std::int64_t contact_of(const std::string& guest) {
    return static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, guest}));
}

std::string path_of(const AccountRow& account, const std::string& guest) {
    return "/v1/conversations/" + conversation_id(conversation_key(account.account_id, contact_of(guest))).value;
}

std::string person(const char* id, const char* role, const char* tenant) {
    return json::serialize(json::object{{"id", id},
                                        {"name", std::string("Name of ") + id},
                                        {"roles", json::array{role}},
                                        {"tenants", json::array{tenant}}});
}

/// A hotel with one guest.
struct Desk {
    World world;
    AccountRow account = world.attach("north", "4930111");
    const std::string guest = "4915100000001";
    const std::string place = path_of(account, guest);
    const std::string sam = person("sam", "staff", "north");
    const std::string kim = person("kim", "staff", "north");
    const std::string ann = person("ann", "admin", "north");
    const std::string eve = person("eve", "admin", "south");
    Desk() { world.guest_wrote(account, guest, "wamid.1", "A room for two, please", 1763630000); }

    std::string answering_to(const std::string& reader) {
        const json::object found = body_of(world.get(place, reader));
        const json::value* answering = found.if_contains("answering");
        return answering == nullptr ? std::string() : std::string(answering->at("actor").as_string());
    }
};

}  // namespace

TEST_CASE("a note stays with the conversation, with its author and time, and is seen by the hotel alone", "[api]") {
    Desk desk;
    CHECK(desk.world.all_of(desk.place + "/notes", "notes", desk.sam).empty());
    const HttpAnswer added = desk.world.post(desk.place + "/notes", desk.sam, R"({"text":"Comes with a dog"})");
    REQUIRE(added.status == 200);
    const std::string id(body_of(added).at("operation").at("result").at("note").as_string());
    CHECK(id.substr(0, 5) == "note_");

    const auto notes = desk.world.all_of(desk.place + "/notes", "notes", desk.kim);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].at("id").as_string() == id);
    CHECK(notes[0].at("text") == "Comes with a dog");
    CHECK(notes[0].at("actor") == "sam");
    CHECK(notes[0].at("at") == "2025-11-20T11:22:00Z");
    CHECK(desk.world.get(desk.place + "/notes", desk.eve).status == 404);
    CHECK(desk.world.post(desk.place + "/notes", desk.eve, R"({"text":"Hello"})").status == 404);
    CHECK(desk.world.post(desk.place + "/notes/" + id + "/remove", desk.eve, "{}").status == 404);
}

TEST_CASE("notes come newest first, a page at a time, each once", "[api]") {
    Desk desk;
    for (const char* text : {"one", "two", "three", "four", "five"}) {
        const std::string body = json::serialize(json::object{{"text", text}});
        REQUIRE(desk.world.post(desk.place + "/notes", desk.sam, body).status == 200);
    }
    const auto notes = desk.world.all_of(desk.place + "/notes?limit=2", "notes", desk.sam);
    CHECK(column(notes, "text") == std::vector<std::string>{"five", "four", "three", "two", "one"});
}

TEST_CASE("the same request of a note again is one note, another text under its key is refused", "[api]") {
    Desk desk;
    const Headers key{{"idempotency-key", "k1"}};
    CHECK(desk.world.post(desk.place + "/notes", desk.sam, R"({"text":"Once"})", key).status == 200);
    CHECK(desk.world.post(desk.place + "/notes", desk.sam, R"({"text":"Once"})", key).status == 200);
    const HttpAnswer other = desk.world.post(desk.place + "/notes", desk.sam, R"({"text":"Twice"})", key);
    CHECK(code_of(other) == "key_reused");
    CHECK(desk.world.all_of(desk.place + "/notes", "notes", desk.sam).size() == 1);
}

TEST_CASE("a note is removed by its author or an admin, by nobody else", "[api]") {
    Desk desk;
    const auto add = [&desk] {
        const HttpAnswer added = desk.world.post(desk.place + "/notes", desk.sam, R"({"text":"Late arrival"})");
        return desk.place + "/notes/" +
               std::string(body_of(added).at("operation").at("result").at("note").as_string()) + "/remove";
    };
    const std::string first = add();
    const HttpAnswer refused = desk.world.post(first, desk.kim, "{}");
    CHECK(refused.status == 403);
    CHECK(code_of(refused) == "note_of_another");
    CHECK(desk.world.post(first, desk.sam, "{}").status == 200);
    CHECK(code_of(desk.world.post(first, desk.sam, "{}")) == "note_not_found");
    CHECK(desk.world.post(add(), desk.ann, "{}").status == 200);
    CHECK(desk.world.all_of(desk.place + "/notes", "notes", desk.sam).empty());
}

TEST_CASE("a note that says nothing, too much or something else is refused and nothing is kept", "[api]") {
    Desk desk;
    const std::string long_text = json::serialize(json::object{{"text", std::string(4001, 'x')}});
    for (const std::string& body : {std::string("{}"), std::string(R"({"text":"  "})"), std::string(R"({"text":7})"),
                                    std::string(R"({"text":"a","to":"b"})"), long_text}) {
        CAPTURE(body.substr(0, 40));
        const HttpAnswer refused = desk.world.post(desk.place + "/notes", desk.sam, body);
        CHECK(refused.status == 400);
        CHECK(code_of(refused) == "body_invalid");
        CHECK_FALSE(body_of(refused).at("errors").as_array().empty());
    }
    const std::string umlauts = json::serialize(json::object{{"text", std::string(3999, 'x') + "\xC3\xBC"}});
    CHECK(desk.world.post(desk.place + "/notes", desk.sam, umlauts).status == 200);
    CHECK(desk.world.all_of(desk.place + "/notes", "notes", desk.sam).size() == 1);
}

TEST_CASE("notes are exported with the person and the hotel, and go when the person is erased", "[api]") {
    Desk desk;
    REQUIRE(desk.world.post(desk.place + "/notes", desk.sam, R"({"text":"Vegetarian"})").status == 200);
    const std::string contact = "/admin/contacts/" + contact_id(contact_of(desk.guest)).value;
    const json::object exported = body_of(desk.world.get(contact + "/export", desk.ann));
    CHECK(exported.at("notes").as_array().at(0).at("text") == "Vegetarian");
    const auto whole = desk.world.all_of("/admin/export?tenant=north", "items", desk.ann);
    const auto is_note = [](const json::object& item) {
        return item.contains("text") && item.contains("conversation") && item.contains("actor");
    };
    CHECK(std::count_if(whole.begin(), whole.end(), is_note) == 1);

    std::string hash;
    REQUIRE(desk.world.writer().post_and_wait([&](WriteContext& context) {
        forget_person(context.session, TenantId("north"), contact_of(desk.guest));
        Statement& select = context.session.sql("SELECT input_hash FROM operation WHERE action = 'add_note'").with();
        if (select.next()) hash = select.text(0);
        select.reset();
    }));
    CHECK(hash == "erased");
    for (const json::object& item : desk.world.all_of("/admin/export?tenant=north", "items", desk.ann))
        CHECK_FALSE(is_note(item));
    desk.world.guest_wrote(desk.account, desk.guest, "wamid.2", "Hello again", 1763640000);
    CHECK(desk.world.all_of(desk.place + "/notes", "notes", desk.sam).empty());
}

TEST_CASE("saved replies belong to one hotel, are changed and removed", "[api]") {
    Desk desk;
    const auto list = [&desk](const std::string& who) {
        return desk.world.all_of("/v1/saved-replies", "saved_replies", who);
    };
    const HttpAnswer made = desk.world.post(
        "/v1/saved-replies", desk.sam, R"({"tenant":"north","title":"Parking","text":"{guest}, we have a car park."})");
    REQUIRE(made.status == 200);
    const std::string id(body_of(made).at("operation").at("result").at("saved_reply").as_string());
    REQUIRE(list(desk.kim).size() == 1);
    CHECK(list(desk.kim)[0].at("text") == "{guest}, we have a car park.");
    CHECK(list(desk.eve).empty());

    const std::string one = "/v1/saved-replies/" + id;
    CHECK(desk.world.post(one, desk.eve, R"({"title":"x","text":"y"})").status == 404);
    CHECK(desk.world.post(one + "/remove", desk.eve, "{}").status == 404);
    CHECK(desk.world.post(one, desk.kim, R"({"title":"Parking","text":"Behind the house."})").status == 200);
    REQUIRE(list(desk.sam).size() == 1);
    CHECK(list(desk.sam)[0].at("text") == "Behind the house.");
    CHECK(list(desk.sam)[0].at("changed_by") == "kim");
    CHECK(desk.world.post(one + "/remove", desk.sam, "{}").status == 200);
    CHECK(list(desk.sam).empty());
    CHECK(code_of(desk.world.post(one + "/remove", desk.sam, "{}")) == "saved_reply_not_found");
    const HttpAnswer foreign =
        desk.world.post("/v1/saved-replies", desk.sam, R"({"tenant":"south","title":"x","text":"y"})");
    CHECK(code_of(foreign) == "tenant_not_found");
}

TEST_CASE("of two who want to answer one does, until he is done, is silent for two minutes, or is taken over from",
          "[api]") {
    Desk desk;
    const auto claim = [&desk](const std::string& who, const char* body) {
        return desk.world.post(desk.place + "/claim", who, body);
    };
    CHECK(desk.answering_to(desk.sam).empty());
    REQUIRE(claim(desk.sam, "{}").status == 200);
    CHECK(desk.answering_to(desk.kim) == "sam");
    const HttpAnswer refused = claim(desk.kim, "{}");
    CHECK(refused.status == 409);
    CHECK(code_of(refused) == "conversation_claimed");
    CHECK(body_of(refused).at("detail") == "Name of sam is answering in this conversation just now.");

    desk.world.now_ms += 110'000;
    CHECK(claim(desk.sam, "{}").status == 200);  // goes on writing
    desk.world.now_ms += 110'000;
    CHECK(desk.answering_to(desk.kim) == "sam");
    desk.world.now_ms += 10'001;
    CHECK(desk.answering_to(desk.kim).empty());
    CHECK(claim(desk.kim, "{}").status == 200);

    CHECK(desk.world.post(desk.place + "/unclaim", desk.sam, "{}").status == 200);  // not his to end
    CHECK(desk.answering_to(desk.sam) == "kim");
    CHECK(claim(desk.sam, R"({"take_over":true})").status == 200);
    CHECK(desk.answering_to(desk.kim) == "sam");
    CHECK(desk.world.post(desk.place + "/unclaim", desk.sam, "{}").status == 200);
    CHECK(desk.answering_to(desk.kim).empty());

    CHECK(claim(desk.sam, R"({"take_over":"yes"})").status == 400);
    CHECK(claim(desk.eve, "{}").status == 404);
}

TEST_CASE("who is answering is seen in the list, by other processes too, and a broken file keeps nobody from reading",
          "[api]") {
    Desk desk;
    CHECK(desk.world.post_as_client(desk.place + "/claim", desk.sam, "{}").status == 200);
    const auto rows = desk.world.all_of("/v1/conversations", "conversations", desk.sam);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].at("answering").at("actor") == "sam");
    CHECK(rows[0].at("answering").at("you").as_bool());

    Desk broken;
    std::ofstream(broken.world.state() + "/claims.db") << "this is no database, and it never was one at all";
    CHECK(broken.world.get("/v1/conversations", broken.sam).status == 200);
    CHECK(broken.world.post(broken.place + "/claim", broken.sam, "{}").status == 200);
    CHECK(broken.answering_to(broken.kim) == "sam");
}

TEST_CASE("words are found in any case, in any order, all of them", "[api]") {
    const auto finds = [](const char* asked, const char* text) { return SearchWords(asked).in(text); };
    CHECK(finds("ZIMMER frei", "Haben Sie am 24. ein Zimmer frei?"));
    CHECK(finds("frei zimmer", "Haben Sie am 24. ein Zimmer frei?"));
    CHECK_FALSE(finds("zimmer voll", "Haben Sie am 24. ein Zimmer frei?"));
    CHECK(
        finds("\xC3\x9C"
              "ber",
              "\xC3\xBC"
              "bernachtung"));
    CHECK(finds("ISPARTA", "\xC4\xB0sparta"));  // a capital I with a dot
    CHECK(finds("balik", "bal\xC4\xB1k"));      // a small one without
    CHECK(SearchWords("").too_short());
    CHECK(SearchWords(" a ").too_short());
    CHECK_FALSE(SearchWords("\xC3\xBC\xC3\xBC").too_short());
    CHECK(SearchWords("+49 151 000").in_number("+4915100000001"));
    CHECK_FALSE(SearchWords("room 151 000").in_number("+4915100000001"));
    CHECK_FALSE(SearchWords("49").in_number("+4915100000001"));
    CHECK(SearchWords("needle").part_of(std::string(300, '-') + " needle " + std::string(300, '='), 40) ==
          "\xE2\x80\xA6" + std::string(9, '-') + " needle " + std::string(23, '=') + "\xE2\x80\xA6");
    CHECK(SearchWords("room").part_of("A room", 40) == "A room");
}

TEST_CASE("a search finds messages and people of the caller's hotels, each conversation once", "[api]") {
    Desk desk;
    AccountRow south = desk.world.attach("south", "4989222", Provider::meta);
    desk.world.guest_wrote(desk.account, "4915100000002", "wamid.10", "Is there a room with a balcony?", 1763630010);
    desk.world.guest_wrote(desk.account, "4915100000002", "wamid.11", "The room may be small", 1763630020);
    desk.world.guest_wrote(south, "4915100000003", "wamid.12", "A room in the south", 1763630030);
    const auto found = [&desk](const std::string& query, const std::string& who) {
        return desk.world.all_of("/v1/search?limit=1&q=" + query, "found", who);
    };
    const auto rooms = found("ROOM", desk.sam);
    REQUIRE(rooms.size() == 2);
    CHECK(rooms[0].at("message").at("text") == "The room may be small");
    CHECK(rooms[1].at("message").at("text") == "A room for two, please");
    CHECK(found("room", desk.eve).size() == 1);
    CHECK(found("balcony", desk.eve).empty());
    const auto person = found("4915100000002", desk.sam);
    REQUIRE(person.size() == 1);
    CHECK_FALSE(person[0].contains("message"));
    CHECK(found("nothing-like-that", desk.sam).empty());
    CHECK(desk.world.get("/v1/search?q=a", desk.sam).status == 400);
    CHECK(desk.world.get("/v1/search?q=room&tenant=south", desk.sam).status == 404);
}

TEST_CASE("a search through very many messages says how far it came and goes on from there", "[api]") {
    Desk desk;
    REQUIRE(desk.world.writer().post_and_wait([&](WriteContext& context) {
        Address address;
        address.phone_number_id = desk.account.phone_number_id;
        for (int at = 0; at < 4500; ++at) {
            MessageFact message;
            message.message.wamid = Wamid("wamid.many." + std::to_string(at));
            message.message.origin = Origin::customer;
            message.message.sides = side_customer;
            message.message.peers = {{IdentityKind::wa_id, desk.guest}};
            message.message.content = Content{
                true, Witness::live, {1763630100 + at, message.message.wamid.value}, "text", "Chatter", {}, "", ""};
            context.fold.apply(desk.account, {address, message});
        }
    }));
    const HttpAnswer first = desk.world.get("/v1/search?q=two", desk.sam);
    REQUIRE(first.status == 200);
    CHECK(body_of(first).at("found").as_array().empty());
    CHECK(body_of(first).contains("searched_back_to"));
    REQUIRE(body_of(first).contains("next_cursor"));
    const auto found = desk.world.all_of("/v1/search?q=two", "found", desk.sam);
    REQUIRE(found.size() == 1);
    CHECK(found[0].at("message").at("text") == "A room for two, please");
}

TEST_CASE("messages are counted by quarters of an hour and origin", "[api]") {
    Desk desk;
    // 11:22 now; one in the quarter of 11:15, two in that of 10:45, and one too long ago.
    desk.world.guest_wrote(desk.account, "4915100000002", "wamid.20", "Now", 1763637610);
    desk.world.guest_wrote(desk.account, "4915100000002", "wamid.21", "Before", 1763635510);
    desk.world.guest_wrote(desk.account, "4915100000003", "wamid.22", "Before", 1763636390);
    desk.world.guest_wrote(desk.account, "4915100000003", "wamid.23", "Long ago", 1763637720 - 16 * 86400);
    const std::string path = "/v1/accounts/" + desk.account.account_id.value + "/message-times";
    const json::object told = body_of(desk.world.get(path + "?days=1", desk.sam));
    CHECK(told.at("complete").as_bool());
    CHECK(told.at("since") == "2025-11-19T11:15:00Z");
    const json::array& parts = told.at("parts").as_array();
    REQUIRE(parts.size() == 3);  // and the guest's of the beginning
    CHECK(parts.at(1) == json::value({{"at", "2025-11-20T10:45:00Z"}, {"customer", 2}}));
    CHECK(parts.at(2) == json::value({{"at", "2025-11-20T11:15:00Z"}, {"customer", 1}}));
    CHECK(desk.world.get(path + "?days=0", desk.sam).status == 400);
    CHECK(desk.world.get(path + "?days=93", desk.sam).status == 400);
    CHECK(desk.world.get(path, desk.eve).status == 404);
}

TEST_CASE("a list says how many messages of a guest nobody answered yet", "[api]") {
    Desk desk;
    const auto waiting = [&desk] {
        const auto rows = desk.world.all_of("/v1/conversations", "conversations", desk.sam);
        return rows.at(0).contains("unanswered") ? rows.at(0).at("unanswered").to_number<int>() : 0;
    };
    CHECK(waiting() == 1);
    for (int at = 0; at < 12; ++at) {
        desk.world.guest_wrote(desk.account, desk.guest, "wamid.w" + std::to_string(at), "?", 1763630100 + at);
        CHECK(waiting() == std::min(at + 2, 10));
    }
    MessageFact echo;
    echo.message.wamid = Wamid("wamid.echo");
    echo.message.origin = Origin::business_app;
    echo.message.sides = side_business;
    echo.message.peers = {{IdentityKind::wa_id, desk.guest}};
    echo.message.content = Content{true, Witness::live, {1763630200, "wamid.echo"}, "text", "Yes", {}, "", ""};
    desk.world.fact(desk.account, {{}, echo});
    CHECK(waiting() == 0);
    desk.world.guest_wrote(desk.account, desk.guest, "wamid.after", "Thanks", 1763630300);
    CHECK(waiting() == 1);
}

TEST_CASE("support lists what was asked for, newest first, by account, action and state", "[api]") {
    Desk desk;
    const std::string actions = "/v1/accounts/" + desk.account.account_id.value + "/actions/";
    REQUIRE(desk.world.post(actions + "confirm_phone_opened", desk.sam, "").status == 200);
    REQUIRE(desk.world.post(actions + "send_text", desk.sam, R"({"to":"+4915100000001","text":"Hi"})").status == 202);
    REQUIRE(desk.world.post(desk.place + "/notes", desk.sam, R"({"text":"x"})").status == 200);
    const auto of = [&desk](const std::string& query, const std::string& who) {
        return column(desk.world.all_of("/v1/operations" + query, "operations", who), "action");
    };
    CHECK(of("?limit=1", desk.sam) == std::vector<std::string>{"add_note", "send_text", "confirm_phone_opened"});
    CHECK(of("?state=pending", desk.sam) == std::vector<std::string>{"send_text"});
    CHECK(of("?action=add_note", desk.sam) == std::vector<std::string>{"add_note"});
    CHECK(of("?account=acc_0000000000000000", desk.sam).empty());
    CHECK(of("", desk.eve).empty());
}
