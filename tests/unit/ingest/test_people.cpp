// Who is who, from deliveries and from people's decisions: numbers that are left and given to others, ways to write a
// number, joins and separations, in any order.
#include <algorithm>
#include <boost/json.hpp>

#include "catch.hpp"
#include "feed/event.hpp"
#include "feed/resources.hpp"
#include "ingest/fold_bench.hpp"
#include "ingest/following_host.hpp"
#include "ingest/state_dump.hpp"
#include "store/keys.hpp"

using namespace coexist;
using rooms::FoldBench;
namespace json = boost::json;

namespace {

const TenantId hotel("hotel-1");
const AccountId number = account_id_for(hotel, rooms::fixture_digits);
constexpr const char* lena = "4915112345678";
constexpr const char* lena_later = "4915187654321";

std::string in_number(const std::string& field, const std::string& members) {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"210987654321001","changes":[{"field":")" + field +
           R"(","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"905321110022",)" +
           R"("phone_number_id":"310987654321002"},)" + members + "}}]}]}";
}

/// A message of a guest. `user_id` may be empty.
std::string wrote(const std::string& from, const std::string& user_id, const std::string& name, std::int64_t at,
                  const std::string& wamid) {
    const std::string id = user_id.empty() ? "" : R"(,"user_id":")" + user_id + "\"";
    return in_number("messages", R"("contacts":[{"profile":{"name":")" + name + R"("},"wa_id":")" + from + "\"" + id +
                                     R"(}],"messages":[{"from":")" + from + R"(","id":")" + wamid +
                                     R"(","timestamp":")" + std::to_string(at) +
                                     R"(","type":"text","text":{"body":"hello"}}])");
}

std::string changed_number(const std::string& from, const std::string& to, std::int64_t at) {
    return in_number("messages", R"("messages":[{"from":")" + from + R"(","id":"wamid.moved","timestamp":")" +
                                     std::to_string(at) + R"(","type":"system","system":{"body":"moved","wa_id":")" +
                                     to + R"(","type":"user_changed_number"}}])");
}

std::string in_address_book(const std::string& who, const std::string& name, const std::string& action,
                            std::int64_t at) {
    return in_number("smb_app_state_sync", R"("state_sync":[{"type":"contact","contact":{"full_name":")" + name +
                                               R"(","phone_number":")" + who + R"("},"action":")" + action +
                                               R"(","metadata":{"timestamp":")" + std::to_string(at) + R"("}}])");
}

std::int64_t contact_of_message(FoldBench& bench, const std::string& wamid) {
    const auto row = find_message(bench.session(), message_key(number, wamid));
    REQUIRE(row);
    const auto peer = find_identity(bench.session(), hotel, row->peer);
    REQUIRE(peer);
    return peer->contact;
}

json::object contact(FoldBench& bench, std::int64_t key) {
    const auto row = find_contact(bench.session(), hotel, key);
    REQUIRE(row);
    return contact_document(bench.session(), *row);
}

std::string text(const json::object& document, const char* name) {
    const json::value* found = document.if_contains(name);
    return found == nullptr ? "(none)" : std::string(found->as_string());
}

std::size_t told(FoldBench& bench, const std::string& type) {
    std::size_t count = 0;
    for (const FeedRow& row : rooms::all_told(bench.session())) {
        const auto event = told_event_of(bench.session(), row, 1, rooms::fixture_time * 1000);
        if (event && event->type == type) ++count;
    }
    return count;
}

std::int64_t count_of(FoldBench& bench, const char* table) {
    return bench.session().scalar(("SELECT count(*) FROM " + std::string(table)).c_str());
}

using Bodies = std::vector<std::string>;

/// Every order of the same deliveries ends in the same state and the same records of a host; `look` checks that.
template <class Look>
void in_every_order(Bodies bodies, const Look& look) {
    std::sort(bodies.begin(), bodies.end());
    std::string state;
    std::string host;
    FoldBench bench;
    do {
        bench.reset();
        rooms::FollowingHost follower;
        for (const std::string& body : bodies) {
            bench.deliver(body);
            follower.read_on(bench.session(), 2);
        }
        follower.read_on(bench.session(), 1'000'000);
        const std::string dump = rooms::dump_of(bench.session());
        if (state.empty()) {
            state = dump;
            host = follower.records();
        }
        REQUIRE(dump == state);
        REQUIRE(follower.records() == host);
    } while (std::next_permutation(bodies.begin(), bodies.end()));
    look(bench);
}

}  // namespace

TEST_CASE("a recycled number's new person is another contact, in any order of arrival", "[ingest][people]") {
    const Bodies bodies{wrote(lena, "", "Lena", 1000, "wamid.before"), changed_number(lena, lena_later, 2000),
                        wrote(lena_later, "", "Lena", 3000, "wamid.after"), wrote(lena, "", "Bob", 4000, "wamid.bob")};
    in_every_order(bodies, [](FoldBench& bench) {
        const std::int64_t hers = contact_of_message(bench, "wamid.before");
        const std::int64_t his = contact_of_message(bench, "wamid.bob");
        CHECK(contact_of_message(bench, "wamid.after") == hers);
        CHECK(contact_of_message(bench, "wamid.moved") == hers);
        CHECK(his != hers);
        CHECK(text(contact(bench, hers), "name") == "Lena");
        CHECK(text(contact(bench, hers), "phone") == "+4915187654321");
        CHECK(text(contact(bench, his), "name") == "Bob");
        CHECK(text(contact(bench, his), "phone") == "+4915112345678");
        CHECK(count_of(bench, "conversation") == 2);
        CHECK(contact(bench, hers).at("joins").as_array().front().at("because") == "changed");
    });
}

TEST_CASE("user IDs tell a recycled number's persons apart, in any order of arrival", "[ingest][people]") {
    const Bodies bodies{wrote(lena, "DE.1", "Lena", 1000, "wamid.before"), changed_number(lena, lena_later, 2000),
                        wrote(lena, "DE.9", "Bob", 4000, "wamid.bob"),
                        wrote(lena, "DE.9", "Bob", 5000, "wamid.bob.again")};
    in_every_order(bodies, [](FoldBench& bench) {
        CHECK(contact_of_message(bench, "wamid.bob") == contact_of_message(bench, "wamid.bob.again"));
        CHECK(contact_of_message(bench, "wamid.before") == contact_of_message(bench, "wamid.moved"));
        CHECK(contact_of_message(bench, "wamid.before") != contact_of_message(bench, "wamid.bob"));
        CHECK(bench.session().scalar("SELECT count(*) FROM contact") == 2);
    });
}

TEST_CASE("a number that was left shows nobody until somebody has it", "[ingest][people]") {
    FoldBench bench;
    bench.deliver(wrote(lena, "", "Lena", 1000, "wamid.before"));
    bench.deliver(changed_number(lena, lena_later, 2000));
    CHECK(count_of(bench, "contact") == 1);
    const json::object document = contact(bench, contact_of_message(bench, "wamid.before"));
    const json::array& identities = document.at("identities").as_array();
    REQUIRE(identities.size() == 2);
    CHECK(text(identities[0].as_object(), "until") == "1970-01-01T00:33:20Z");
    bench.deliver(wrote(lena, "", "Bob", 4000, "wamid.bob"));
    CHECK(count_of(bench, "contact") == 2);
    CHECK(told(bench, "contact.split") == 0);
}

TEST_CASE("a change that is learned late splits the contact and tells the host", "[ingest][people]") {
    FoldBench bench;
    rooms::FollowingHost host;
    bench.deliver(wrote(lena, "", "Lena", 1000, "wamid.before"));
    bench.deliver(wrote(lena, "", "Bob", 4000, "wamid.bob"));
    host.read_on(bench.session(), 100);
    CHECK(count_of(bench, "contact") == 1);
    bench.deliver(changed_number(lena, lena_later, 2000));
    CHECK(count_of(bench, "contact") == 2);
    CHECK(told(bench, "contact.split") == 1);
    host.read_on(bench.session(), 100);
    rooms::FollowingHost late;
    late.read_on(bench.session(), 100);
    CHECK(host.records() == late.records());
    CHECK(bench.session().scalar("SELECT max(customer_at) FROM conversation") == 4000);
    CHECK(bench.session().scalar("SELECT min(customer_at) FROM conversation") == 1000);
}

TEST_CASE("another user ID of a person joins and ends nothing", "[ingest][people]") {
    FoldBench bench;
    bench.deliver(rooms::delivery("msg_text_bsuid_with_phone"));
    bench.deliver(rooms::delivery("msg_system_user_id_changed"));
    CHECK(count_of(bench, "contact") == 1);
    CHECK(bench.session().scalar("SELECT count(*) FROM identity WHERE ends <> ''") == 0);
}

TEST_CASE("two ways to write a Brazilian number are one person, and two persons with user IDs stay two",
          "[ingest][people]") {
    const std::string with_nine = "5585981234567";
    const std::string without = "558581234567";
    in_every_order({wrote(with_nine, "", "Ana", 1000, "wamid.1"), wrote(without, "BR.5", "Ana", 2000, "wamid.2")},
                   [](FoldBench& bench) {
                       CHECK(contact_of_message(bench, "wamid.1") == contact_of_message(bench, "wamid.2"));
                       CHECK(count_of(bench, "conversation") == 1);
                   });
    in_every_order(
        {wrote(with_nine, "BR.6", "Ana", 1000, "wamid.1"), wrote(without, "BR.5", "Rui", 2000, "wamid.2")},
        [](FoldBench& bench) {
            const std::int64_t ana = contact_of_message(bench, "wamid.1");
            const std::int64_t rui = contact_of_message(bench, "wamid.2");
            CHECK(ana != rui);
            CHECK(contact(bench, ana).at("maybe_same").as_array().front().as_string() == contact_id(rui).value);
        });
}

TEST_CASE("people's decisions win over what was observed, hold against what comes later, and can be taken back",
          "[ingest][people]") {
    FoldBench bench;
    rooms::FollowingHost host;
    bench.deliver(wrote(lena, "DE.1", "Lena", 1000, "wamid.1"));
    bench.deliver(wrote("393331234567", "", "Marco", 1500, "wamid.2"));
    host.read_on(bench.session(), 3);
    bench.decide(lena, "DE.1", true, 5000);
    CHECK(count_of(bench, "contact") == 3);
    CHECK(told(bench, "contact.split") == 1);
    bench.deliver(wrote(lena, "DE.1", "Lena", 6000, "wamid.3"));
    CHECK(count_of(bench, "contact") == 3);
    bench.decide("393331234567", "DE.1", false, 5001);
    CHECK(contact_of_message(bench, "wamid.1") == contact_of_message(bench, "wamid.2"));
    CHECK(told(bench, "contact.merged") == 1);
    bench.decide(lena, "DE.1", false, 5002);
    CHECK(count_of(bench, "contact") == 1);
    CHECK(count_of(bench, "conversation") == 1);
    host.read_on(bench.session(), 1'000'000);
    rooms::FollowingHost late;
    late.read_on(bench.session(), 1'000'000);
    CHECK(host.records() == late.records());
    const json::object document = contact(bench, contact_of_message(bench, "wamid.1"));
    const json::array& joins = document.at("joins").as_array();
    CHECK(std::any_of(joins.begin(), joins.end(), [](const json::value& one) {
        return one.at("because") == "decided" && one.at("actor") == "ann";
    }));
}

TEST_CASE("an entry of the address book is added, edited and removed, the last word wins and a removal wins a tie",
          "[ingest][people]") {
    struct Row {
        Bodies bodies;
        const char* name;
    };
    for (const Row& row : {
             Row{{in_address_book(lena, "Lena Vogt", "add", 1000)}, "Lena Vogt"},
             Row{{in_address_book(lena, "Lena Vogt", "add", 1000), in_address_book(lena, "Lena Klein", "add", 1001)},
                 "Lena Klein"},
             Row{{in_address_book(lena, "Lena Vogt", "add", 1000), in_address_book(lena, "", "remove", 1001),
                  wrote(lena, "", "lena", 900, "wamid.1")},
                 "lena"},
             Row{{in_address_book(lena, "Lena Vogt", "add", 1000), in_address_book(lena, "", "remove", 1000)},
                 "(none)"},
             Row{{in_address_book(lena, "Lena Vogt", "add", 1000), in_address_book(lena, "", "remove", 1001),
                  in_address_book("+49 1511 2345678", "Lena Klein", "add", 1002)},
                 "Lena Klein"},
             Row{{in_address_book(lena, "Lena Vogt", "add", 1000), wrote(lena, "", "lena", 2000, "wamid.1")},
                 "Lena Vogt"},
         }) {
        in_every_order(row.bodies, [&row](FoldBench& bench) {
            const auto keys = contacts_of_tenant(bench.session(), hotel, std::nullopt, 10);
            REQUIRE(keys.size() == 1);
            CHECK(text(contact(bench, keys.front()), "name") == row.name);
        });
    }
}
