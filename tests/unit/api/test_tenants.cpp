#include "catch.hpp"
#include "store/keys.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;

namespace {

// One guest who writes to two hotels, and one of each hotel's own.
struct TwoHotels {
    World world;
    AccountRow north = world.attach("north", "4930111");
    AccountRow south = world.attach("south", "4989222", Provider::meta);
    TwoHotels() {
        world.guest_wrote(north, "4915100000001", "wamid.n1", "North only", 1763630000);
        world.guest_wrote(south, "4915100000002", "wamid.s1", "South only", 1763630001);
        world.guest_wrote(north, "4915100000003", "wamid.n2", "To both", 1763630002);
        world.guest_wrote(south, "4915100000003", "wamid.s2", "To both", 1763630003);
        world.audited("north", "ada", "disconnect");
        world.audited("south", "bob", "pause");
    }
    /// The contact's id; it is made of the number and thus equal at every tenant.
    static std::string contact(const std::string& guest) {
        return contact_id(static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, guest}))).value;
    }
    static std::string conversation(const AccountRow& account, const std::string& guest) {
        const auto contact = static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, guest}));
        return conversation_id(conversation_key(account.account_id, contact)).value;
    }
    static std::string message(const AccountRow& account, const std::string& wamid) {
        return message_id(message_key(account.account_id, wamid)).value;
    }
};

bool all_are(const std::vector<std::string>& values, const std::string& wanted) {
    return std::all_of(values.begin(), values.end(), [&](const std::string& value) { return value == wanted; });
}

}  // namespace

TEST_CASE("every list holds the caller's tenants and nothing else", "[api]") {
    TwoHotels hotels;
    struct List {
        const char* path;
        const char* name;
        std::size_t each;  ///< how many a hotel has
    };
    // The audit first: whoever oversees all hotels also reads there of the refused attempts below.
    for (const List& list : {List{"/admin/audit", "audit", 1}, List{"/v1/accounts", "accounts", 1},
                             List{"/v1/conversations", "conversations", 2}, List{"/v1/contacts", "contacts", 2}}) {
        CAPTURE(list.path);
        const auto of = [&](const std::vector<std::string>& tenants, const std::string& query) {
            return column(hotels.world.all_of(list.path + query, list.name, admin_of(tenants)), "tenant");
        };
        for (const char* tenant : {"north", "south"}) {
            CHECK(of({tenant}, "").size() == list.each);
            CHECK(all_are(of({tenant}, ""), tenant));
            CHECK(of({tenant, "empty"}, "") == of({tenant}, ""));
        }
        CHECK(of({"north", "south"}, "").size() == 2 * list.each);
        CHECK(of({"north", "south", "north"}, "?limit=1").size() == 2 * list.each);
        CHECK(all_are(of({"north", "south"}, "?tenant=south"), "south"));
        CHECK(of({"north", "south"}, "?tenant=south").size() == list.each);
        CHECK(of({"west"}, "").empty());
        CHECK(of({}, "").empty());

        const std::string foreign = std::string(list.path) + "?tenant=south";
        const HttpAnswer refused = hotels.world.get(foreign, admin_of({"north"}));
        CHECK(refused.status == 404);
        CHECK(code_of(refused) == "tenant_not_found");
        // Whether a foreign tenant exists does not show.
        CHECK(refused.body == hotels.world.get(std::string(list.path) + "?tenant=nowhere", admin_of({"north"})).body);
    }
}

TEST_CASE("another tenant's thing is answered like one that does not exist", "[api]") {
    TwoHotels hotels;
    const std::string account = "/v1/accounts/" + hotels.south.account_id.value;
    const std::string conversation = "/v1/conversations/" + TwoHotels::conversation(hotels.south, "4915100000003");
    struct Item {
        std::string path;
        std::string absent;
        const char* code;
    };
    for (const Item& item :
         {Item{account, "/v1/accounts/acc_0000000000000000", "account_not_found"},
          Item{account + "/actions", "/v1/accounts/acc_0000000000000000/actions", "account_not_found"},
          Item{"/v1/conversations?account=" + hotels.south.account_id.value,
               "/v1/conversations?account=acc_0000000000000000", "account_not_found"},
          Item{conversation, "/v1/conversations/cnv_0000000000000000", "conversation_not_found"},
          Item{conversation + "/messages", "/v1/conversations/cnv_0000000000000000/messages", "conversation_not_found"},
          Item{"/v1/messages/" + TwoHotels::message(hotels.south, "wamid.s1"), "/v1/messages/msg_0000000000000000",
               "message_not_found"},
          Item{"/v1/contacts/" + TwoHotels::contact("4915100000002"), "/v1/contacts/con_0000000000000000",
               "contact_not_found"}}) {
        CAPTURE(item.path);
        const HttpAnswer foreign = hotels.world.get(item.path, admin_of({"north"}));
        CHECK(foreign.status == 404);
        CHECK(code_of(foreign) == item.code);
        CHECK(foreign.body == hotels.world.get(item.absent, admin_of({"north"})).body);
        CHECK(hotels.world.get(item.path, staff_of({"south"})).status == 200);
    }
}

TEST_CASE("acting on another tenant's account is refused as if there were none", "[api]") {
    TwoHotels hotels;
    const std::string path = "/v1/accounts/" + hotels.south.account_id.value + "/actions/pause";
    const HttpAnswer refused = hotels.world.post(path, admin_of({"north"}), "{}");
    CHECK(refused.status == 404);
    CHECK(code_of(refused) == "account_not_found");
    CHECK(hotels.world.post(path, admin_of({"south"}), "{}").status == 200);
}

TEST_CASE("an id of another kind, or of no form, finds nothing", "[api]") {
    TwoHotels hotels;
    const std::string key = TwoHotels::message(hotels.north, "wamid.n1").substr(4);
    for (const std::string& path :
         {"/v1/conversations/msg_" + key, "/v1/messages/cnv_" + key, "/v1/contacts/msg_" + key,
          "/v1/messages/msg_" + key + "0", "/v1/messages/msg_" + key.substr(1) + "g", std::string("/v1/messages/%00"),
          "/v1/messages/" + key}) {
        CAPTURE(path);
        CHECK(hotels.world.get(path, staff_of({"north"})).status == 404);
    }
}

TEST_CASE("a person whom two of the caller's tenants know is asked for by tenant", "[api]") {
    TwoHotels hotels;
    const std::string path = "/v1/contacts/" + TwoHotels::contact("4915100000003");
    const HttpAnswer unclear = hotels.world.get(path, staff_of({"north", "south"}));
    CHECK(unclear.status == 409);
    CHECK(code_of(unclear) == "tenant_needed");
    CHECK(body_of(hotels.world.get(path + "?tenant=south", staff_of({"north", "south"}))).at("tenant") == "south");
    CHECK(body_of(hotels.world.get(path, staff_of({"north"}))).at("tenant") == "north");
    CHECK(body_of(hotels.world.get(path, staff_of({"north"}))).at("phone") == "+4915100000003");
}

TEST_CASE("lists narrow down by provider and by account", "[api]") {
    TwoHotels hotels;
    const std::string both = staff_of({"north", "south"});
    CHECK(ids_in(hotels.world.get("/v1/accounts?provider=meta", both), "accounts") ==
          std::vector<std::string>{hotels.south.account_id.value});
    CHECK(ids_in(hotels.world.get("/v1/accounts?provider=meow", both), "accounts").empty());
    const auto of_north =
        ids_in(hotels.world.get("/v1/conversations?account=" + hotels.north.account_id.value, both), "conversations");
    CHECK(of_north == std::vector<std::string>{TwoHotels::conversation(hotels.north, "4915100000003"),
                                               TwoHotels::conversation(hotels.north, "4915100000001")});
    const std::string apart = "/v1/conversations?tenant=south&account=" + hotels.north.account_id.value;
    CHECK(ids_in(hotels.world.get(apart, both), "conversations").empty());
}

TEST_CASE("a conversation tells its window by the clock", "[api]") {
    TwoHotels hotels;
    const std::string path = "/v1/conversations/" + TwoHotels::conversation(hotels.north, "4915100000001");
    const auto state = [&] {
        return std::string(body_of(hotels.world.get(path, staff_of({"north"}))).at("window").at("state").as_string());
    };
    CHECK(state() == "open");
    hotels.world.now_ms += 25LL * 60 * 60 * 1000;
    CHECK(state() == "closed");
}

TEST_CASE("settings are told for the caller's tenants, and what is of all of them to whoever oversees them", "[api]") {
    TwoHotels hotels;
    hotels.world.settings().tenants["north"].send_share_mps = 7;
    const auto told = [&](const std::string& actor) { return body_of(hotels.world.get("/admin/settings", actor)); };
    const boost::json::object north = told(admin_of({"north"}));
    REQUIRE(north.at("tenants").as_object().size() == 1);
    CHECK(north.at("tenants").at("north").at("send_share_mps").as_int64() == 7);
    CHECK_FALSE(north.contains("summary"));
    const boost::json::object both = told(admin_of({"north", "south"}));
    CHECK(both.at("tenants").as_object().size() == 2);
    CHECK(both.at("tenants").at("south").at("send_share_mps").as_int64() == 15);
    CHECK(both.at("summary").as_array().size() > 1);
    CHECK(code_of(hotels.world.get("/admin/settings?tenant=south", admin_of({"north"}))) == "tenant_not_found");
}
