#include "model/person_graph.hpp"

#include <algorithm>

#include "catch.hpp"
#include "model/law_values.hpp"
#include "model/names_told.hpp"

using namespace coexist;

namespace {

const Identity old_number{IdentityKind::wa_id, "491511"};
const Identity new_number{IdentityKind::wa_id, "491522"};
const Identity lena{IdentityKind::bsuid, "DE.1"};
const Identity lena_later{IdentityKind::bsuid, "DE.2"};
const Identity bob{IdentityKind::bsuid, "DE.9"};
constexpr std::int64_t change = 1000;

bool together(const PersonGraph& graph, const Tenure& one, const Tenure& other) {
    const auto contacts = contacts_of(graph);
    return contacts.at(one) == contacts.at(other);
}

std::pair<Tenure, Tenure> pair_of(const Identity& one, const Identity& other) {
    return std::minmax(Tenure{one, 0}, Tenure{other, 0});
}

PersonGraph recycled() {
    PersonGraph graph;
    show_together(graph, {old_number, lena}, {10, "wamid.1"});
    move_on(graph, {old_number, lena}, {new_number, lena_later}, true, {change, "wamid.2"});
    show_together(graph, {old_number, bob}, {change + 500, "wamid.3"});
    return graph;
}

}  // namespace

TEST_CASE("the second of an end belongs to the one who leaves", "[identity]") {
    const Ends ends{1000, 2000};
    CHECK(tenure_at(old_number, ends, 0).after == 0);
    CHECK(tenure_at(old_number, ends, 1000).after == 0);
    CHECK(tenure_at(old_number, ends, 1001).after == 1000);
    CHECK(tenure_at(old_number, ends, 2000).after == 1000);
    CHECK(tenure_at(old_number, ends, 2001).after == 2000);
    CHECK(until({old_number, 0}, ends) == 1000);
    CHECK(until({old_number, 2000}, ends) == for_ever);
    CHECK(key_of(Tenure{old_number, 0}) == static_cast<std::int64_t>(hash_of(old_number)));
    CHECK(key_of(Tenure{old_number, 1000}) != key_of(Tenure{old_number, 2000}));
}

TEST_CASE("a recycled number's new person is another one", "[identity]") {
    const PersonGraph graph = recycled();
    CHECK(together(graph, {old_number, 0}, {new_number, 0}));
    CHECK(together(graph, {lena, 0}, {lena_later, 0}));
    CHECK(together(graph, {old_number, change}, {bob, 0}));
    CHECK_FALSE(together(graph, {old_number, 0}, {old_number, change}));
    CHECK_FALSE(together(graph, {lena, 0}, {bob, 0}));
}

TEST_CASE("who comes back to a number has it again", "[identity]") {
    PersonGraph graph;
    move_on(graph, {old_number}, {new_number}, true, {change, "wamid.1"});
    move_on(graph, {new_number}, {old_number}, true, {change + 100, "wamid.2"});
    CHECK(together(graph, {old_number, 0}, {old_number, change}));
}

TEST_CASE("another user ID ends nothing", "[identity]") {
    PersonGraph graph;
    move_on(graph, {lena}, {lena_later}, false, {change, "wamid.1"});
    CHECK(graph.identities.at(lena).empty());
    CHECK(together(graph, {lena, 0}, {lena_later, 0}));
}

TEST_CASE("people's word wins over evidence, the newest of it counts, and a separation holds against a detour",
          "[identity]") {
    PersonGraph graph;
    show_together(graph, {old_number, lena}, {10, "wamid.1"});
    graph.verdicts[pair_of(old_number, lena)] = {5, true, "op_1"};
    CHECK_FALSE(together(graph, {old_number, 0}, {lena, 0}));
    show_together(graph, {old_number, bob}, {11, "wamid.2"});
    show_together(graph, {bob, lena}, {12, "wamid.3"});
    CHECK_FALSE(together(graph, {old_number, 0}, {lena, 0}));
    CHECK(together(graph, {old_number, 0}, {bob, 0}));  // the earlier evidence
    graph.verdicts[pair_of(old_number, lena)] = {6, false, "op_2"};
    CHECK(together(graph, {old_number, 0}, {lena, 0}));
    PersonGraph strangers;
    show_together(strangers, {old_number}, {});
    show_together(strangers, {bob}, {});
    strangers.verdicts[pair_of(old_number, bob)] = {5, false, "op_3"};
    CHECK(together(strangers, {old_number, 0}, {bob, 0}));
}

TEST_CASE("two ways to write one number are one person while no two user IDs meet and nobody left it", "[identity]") {
    const Identity with_nine{IdentityKind::wa_id, "5585981234567"};
    const Identity without{IdentityKind::wa_id, "558581234567"};
    PersonGraph graph;
    show_together(graph, {with_nine}, {});
    show_together(graph, {without, lena}, {10, "wamid.1"});
    CHECK(together(graph, {with_nine, 0}, {without, 0}));
    PersonGraph two_persons = graph;
    show_together(two_persons, {with_nine, bob}, {11, "wamid.2"});
    CHECK_FALSE(together(two_persons, {with_nine, 0}, {without, 0}));
    PersonGraph left = graph;
    move_on(left, {with_nine}, {new_number}, true, {change, "wamid.3"});
    CHECK_FALSE(together(left, {with_nine, 0}, {without, 0}));
    PersonGraph separated = graph;
    separated.verdicts[pair_of(with_nine, without)] = {5, true, "op_1"};
    CHECK_FALSE(together(separated, {with_nine, 0}, {without, 0}));
    const Identity argentine{IdentityKind::wa_id, "5491155550133"};
    const Identity perhaps_landline{IdentityKind::wa_id, "541155550133"};
    PersonGraph argentina;
    show_together(argentina, {argentine}, {});
    show_together(argentina, {perhaps_landline}, {});
    CHECK_FALSE(together(argentina, {argentine, 0}, {perhaps_landline, 0}));
}

TEST_CASE("no two user IDs meet through a third one that has two numbers either", "[identity]") {
    const Identity brazil[] = {{IdentityKind::wa_id, "5585981234567"}, {IdentityKind::wa_id, "558581234567"}};
    const Identity mexico[] = {{IdentityKind::wa_id, "5215555550144"}, {IdentityKind::wa_id, "525555550144"}};
    PersonGraph graph;
    show_together(graph, {brazil[0], lena}, {10, "wamid.1"});
    show_together(graph, {brazil[1], mexico[0]}, {11, "wamid.2"});
    show_together(graph, {mexico[1], bob}, {12, "wamid.3"});
    CHECK_FALSE(together(graph, {lena, 0}, {bob, 0}));
    CHECK_FALSE(together(graph, {brazil[0], 0}, {brazil[1], 0}));
}

TEST_CASE("each holder of a number has the names that were told in his time", "[identity]") {
    NamesTold told;
    const auto profile = [](const char* name, std::int64_t at) {
        ContactNames names;
        names.profile = NameRegister{{at, "wamid"}, name, false};
        return names;
    };
    for (const auto& [name, at] : {std::pair{"Bob", 1500}, {"Lena", 10}, {"Lena", 900}, {"Bob", 1200}}) {
        tell(told, profile(name, at));
    }
    CHECK(name_of(names_between(told, 0, change)) == "Lena");
    CHECK(names_between(told, 0, change).profile->evidence.at == 900);
    CHECK(name_of(names_between(told, change)) == "Bob");
    CHECK(name_of(names_between(told)) == "Bob");
    CHECK(name_of(names_between(told, 2000)).empty());
}

TEST_CASE("who is who does not depend on the order in which it was learned", "[laws]") {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        std::vector<PersonGraph> facts = laws::facts(laws::some_people, seed, 8);
        const auto decided = [&facts] {
            PersonGraph graph;
            for (const PersonGraph& fact : facts) join(graph, fact);
            return contacts_of(graph);
        };
        const auto expected = decided();
        std::reverse(facts.begin(), facts.end());
        REQUIRE(decided() == expected);
        std::rotate(facts.begin(), facts.begin() + 3, facts.end());
        REQUIRE(decided() == expected);
    }
}
