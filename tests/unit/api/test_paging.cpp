#include <algorithm>
#include <set>

#include "api/paging.hpp"
#include "catch.hpp"
#include "store/keys.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;

namespace {

std::string guest(int number) {
    return "49151" + std::to_string(10000000 + number);
}

std::string conversation_with(const AccountRow& account, const std::string& number) {
    const auto contact = static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, number}));
    return conversation_id(conversation_key(account.account_id, contact)).value;
}

}  // namespace

TEST_CASE("messages are paged newest first, each once, while new ones arrive", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    // Platform clocks count seconds: many messages share one.
    for (int number = 0; number < 23; ++number) {
        world.guest_wrote(account, guest(1), "wamid." + std::to_string(number), "m", 1763630000 + number / 5);
    }
    const std::string list = "/v1/conversations/" + conversation_with(account, guest(1)) + "/messages";
    const auto before = column(world.all_of(list + "?limit=200", "messages", staff_of({"north"})), "id");
    REQUIRE(before.size() == 23);

    int late = 0;
    const auto paged = world.all_of(list + "?limit=4", "messages", staff_of({"north"}), [&] {
        world.guest_wrote(account, guest(1), "wamid.late" + std::to_string(late), "new", 1763640000 + late);
        ++late;
    });
    CHECK(late == 5);
    CHECK(column(paged, "id") == before);
    const auto times = column(paged, "sent_at");
    CHECK(std::is_sorted(times.rbegin(), times.rend()));
}

TEST_CASE("messages are paged to both sides of one that was found, each once", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    for (int number = 0; number < 23; ++number) {
        world.guest_wrote(account, guest(1), "wamid." + std::to_string(number), "m", 1763630000 + number / 5);
    }
    world.guest_wrote(account, guest(2), "wamid.other", "m", 1763630000);
    const std::string actor = staff_of({"north"});
    const std::string list = "/v1/conversations/" + conversation_with(account, guest(1)) + "/messages";
    const auto all = column(world.all_of(list + "?limit=200", "messages", actor), "id");
    REQUIRE(all.size() == 23);

    for (const std::size_t middle :
         {std::size_t{0}, std::size_t{1}, std::size_t{11}, std::size_t{21}, std::size_t{22}}) {
        for (const char* limit : {"1", "2", "5", "200"}) {
            CAPTURE(middle, limit);
            const std::string part = list + "?limit=" + limit;
            const HttpAnswer first = world.get(part + "&around=" + all[middle], actor);
            REQUIRE(first.status == 200);
            std::vector<std::string> seen = ids_in(first, "messages");
            CHECK(std::count(seen.begin(), seen.end(), all[middle]) == 1);
            const auto on = [&](const char* cursor, const auto& join) {
                boost::json::object page = body_of(first);
                while (page.contains(cursor)) {
                    const HttpAnswer next =
                        world.get(part + "&cursor=" + std::string(page.at(cursor).as_string()), actor);
                    REQUIRE(next.status == 200);
                    join(ids_in(next, "messages"));
                    page = body_of(next);
                }
            };
            on("next_cursor",
               [&](const std::vector<std::string>& ids) { seen.insert(seen.end(), ids.begin(), ids.end()); });
            on("previous_cursor",
               [&](const std::vector<std::string>& ids) { seen.insert(seen.begin(), ids.begin(), ids.end()); });
            CHECK(seen == all);
        }
    }
    CHECK_FALSE(body_of(world.get(list + "?limit=4", actor)).contains("previous_cursor"));

    const std::string elsewhere =
        column(
            world.all_of("/v1/conversations/" + conversation_with(account, guest(2)) + "/messages", "messages", actor),
            "id")
            .front();
    for (const std::string& id : {elsewhere, std::string("msg_0000000000000000"), std::string("x")}) {
        const HttpAnswer answer = world.get(list + "?around=" + id, actor);
        CHECK(answer.status == 404);
        CHECK(code_of(answer) == "message_not_found");
    }
    const std::string next = body_of(world.get(list + "?limit=4", actor)).at("next_cursor").as_string().c_str();
    CHECK(code_of(world.get(list + "?limit=4&around=" + all[3] + "&cursor=" + next, actor)) == "query_invalid");
}

TEST_CASE("the messages of a person with several names are one list", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    world.guest_wrote(account, guest(1), "wamid.a", "by number", 1763630000);
    ContactFact same;
    same.identities = {{IdentityKind::wa_id, guest(1)}, {IdentityKind::bsuid, "DE.123"}};
    world.fact(account, {{}, same});
    MessageFact by_bsuid;
    by_bsuid.message.wamid = Wamid("wamid.b");
    by_bsuid.message.origin = Origin::customer;
    by_bsuid.message.sides = side_customer;
    by_bsuid.message.peers = {{IdentityKind::bsuid, "DE.123"}};
    by_bsuid.message.content = Content{true, Witness::live, {1763630001, "wamid.b"}, "text", "by id", {}, "", ""};
    world.fact(account, {{}, by_bsuid});

    const auto conversations = world.all_of("/v1/conversations", "conversations", staff_of({"north"}));
    REQUIRE(conversations.size() == 1);
    const std::string list = "/v1/conversations/" + std::string(conversations[0].at("id").as_string()) + "/messages";
    CHECK(column(world.all_of(list + "?limit=1", "messages", staff_of({"north"})), "text") ==
          std::vector<std::string>{"by id", "by number"});
}

TEST_CASE("a status of a message that nobody told of makes no entry in the list", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    world.guest_wrote(account, guest(1), "wamid.a", "first", 1763630000);
    for (int number = 0; number < 7; ++number) {
        MessageFact status;
        status.message.wamid = Wamid("wamid.foreign" + std::to_string(number));
        status.message.sides = side_business;
        status.message.peers = {{IdentityKind::wa_id, guest(1)}};
        status.message.status_times[Status::sent] = 1763630010 + number;
        world.fact(account, {{}, status});
    }
    world.guest_wrote(account, guest(1), "wamid.b", "last", 1763630100);
    const std::string list = "/v1/conversations/" + conversation_with(account, guest(1)) + "/messages";
    CHECK(column(world.all_of(list + "?limit=1", "messages", staff_of({"north"})), "text") ==
          std::vector<std::string>{"last", "first"});
    const std::string status_only = message_id(message_key(account.account_id, "wamid.foreign3")).value;
    CHECK(world.get("/v1/messages/" + status_only, staff_of({"north"})).status == 404);
}

TEST_CASE("conversations of several accounts are paged newest first, each once", "[api]") {
    World world;
    const auto north = world.attach("north", "4930111");
    const auto south = world.attach("south", "4989222");
    for (int number = 0; number < 17; ++number) {
        world.guest_wrote(number % 2 == 0 ? north : south, guest(number), "wamid." + std::to_string(number), "m",
                          1763630000 + number / 3);
    }
    const std::string actor = staff_of({"north", "south"});
    const auto before = column(world.all_of("/v1/conversations?limit=200", "conversations", actor), "id");
    REQUIRE(before.size() == 17);
    int late = 100;
    const auto paged = world.all_of("/v1/conversations?limit=3", "conversations", actor, [&] {
        world.guest_wrote(south, guest(late), "wamid." + std::to_string(late), "new", 1763640000 + late);
        ++late;
    });
    CHECK(column(paged, "id") == before);
    const auto times = column(paged, "last_message_at");
    CHECK(std::is_sorted(times.rbegin(), times.rend()));
}

TEST_CASE("contacts of several tenants are paged completely", "[api]") {
    World world;
    const auto north = world.attach("north", "4930111");
    const auto south = world.attach("south", "4989222");
    for (int number = 0; number < 9; ++number) {
        world.guest_wrote(north, guest(number), "wamid.n" + std::to_string(number), "m", 1763630000);
        world.guest_wrote(south, guest(number), "wamid.s" + std::to_string(number), "m", 1763630000);
    }
    for (const char* limit : {"1", "2", "9", "17", "18", "200"}) {
        CAPTURE(limit);
        std::set<std::pair<std::string, std::string>> seen;
        const auto items =
            world.all_of(std::string("/v1/contacts?limit=") + limit, "contacts", staff_of({"south", "north"}));
        for (const auto& item : items) {
            seen.emplace(item.at("tenant").as_string().c_str(), item.at("id").as_string().c_str());
        }
        CHECK(items.size() == 18);
        CHECK(seen.size() == 18);
    }
}

TEST_CASE("accounts and the audit are paged too", "[api]") {
    World world;
    std::vector<std::string> attached;
    for (int number = 0; number < 5; ++number) {
        const std::string tenant = number % 2 == 0 ? "north" : "south";
        attached.push_back(world.attach(tenant, "493011" + std::to_string(number)).account_id.value);
        world.audited(tenant, "u" + std::to_string(number), "adopt");
    }
    const std::string actor = admin_of({"north", "south"});
    CHECK(column(world.all_of("/v1/accounts?limit=2", "accounts", actor), "id") == attached);
    CHECK(column(world.all_of("/admin/audit?limit=2", "audit", actor), "actor") ==
          std::vector<std::string>{"u4", "u3", "u2", "u1", "u0"});
    CHECK(column(world.all_of("/admin/audit?limit=1&tenant=south", "audit", actor), "actor") ==
          std::vector<std::string>{"u3", "u1"});
}

TEST_CASE("a cursor serves the list that made it and no other", "[api]") {
    World world;
    const auto north = world.attach("north", "4930111");
    const auto other = world.attach("north", "4930112");
    for (int number = 0; number < 3; ++number) {
        world.guest_wrote(north, guest(number), "wamid." + std::to_string(number), "m", 1763630000 + number);
    }
    const std::string actor = staff_of({"north"});
    const auto next = [&](const std::string& target) {
        return std::string(body_of(world.get(target, actor)).at("next_cursor").as_string());
    };
    const std::string cursor = next("/v1/conversations?limit=1");
    CHECK(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    CHECK(world.get("/v1/conversations?limit=7&cursor=" + cursor, actor).status == 200);
    for (const std::string& target :
         {"/v1/contacts?cursor=" + cursor, "/v1/accounts?cursor=" + cursor,
          "/v1/conversations?account=" + other.account_id.value + "&cursor=" + cursor,
          "/v1/conversations?tenant=north&cursor=" + cursor, "/v1/conversations?cursor=" + cursor + "A",
          "/v1/conversations?cursor=" + cursor.substr(1), std::string("/v1/conversations?cursor=1"),
          std::string("/v1/conversations?cursor=bnVsbA"), std::string("/v1/conversations?cursor=e30"),
          std::string("/v1/conversations?cursor=%2B%2F%3D%3D")}) {
        CAPTURE(target);
        const HttpAnswer answer = world.get(target, actor);
        CHECK(answer.status == 400);
        CHECK(code_of(answer) == "cursor_invalid");
    }
}

TEST_CASE("a cursor whose parts have another shape is refused", "[api]") {
    Page page;
    page.list = "messages/x";
    for (const boost::json::array& place :
         {boost::json::array{1}, boost::json::array{1, "two"}, boost::json::array{1, 2, 3}, boost::json::array{1, 2.5},
          boost::json::array{1, nullptr}}) {
        boost::json::object answer;
        put_next(answer, page, place);
        const auto query = Query::parse("cursor=" + std::string(answer.at("next_cursor").as_string()), "cursor,limit");
        REQUIRE(query.ok());
        const auto read = page_of(*query, "messages/x", "ii");
        CAPTURE(boost::json::serialize(place));
        REQUIRE_FALSE(read.ok());
        CHECK(read.problem().code == "cursor_invalid");
    }
}
