// The merge laws on all pairs and all triples of 300 facts that share their keys and tie on their ranks.
#include "catch.hpp"
#include "model/canonical.hpp"
#include "model/law_values.hpp"

using namespace coexist;
using laws::broken_law;
using laws::facts;

namespace {

template <class Value>
std::string broken_by_join(const std::vector<Value>& values) {
    return broken_law(values, [](Value& into, const Value& other) { join(into, other); });
}

template <class Value>
std::size_t unequal_texts(const std::vector<Value>& values) {
    std::size_t broken = 0;
    for (const Value& a : values) {
        for (const Value& b : values) {
            if ((a == b) != (canonical(a) == canonical(b))) ++broken;
        }
    }
    return broken;
}

}  // namespace

TEST_CASE("facts about one message join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_message, 1, 100)).empty());
}

TEST_CASE("names and wishes of one contact join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_names, 4, 60)).empty());
}

TEST_CASE("all names that were ever told of an identity join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_names_told, 12, 60)).empty());
}

TEST_CASE("what is known of who is who joins alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_people, 13, 60)).empty());
}

TEST_CASE("events of an account's life join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_life, 5, 40)).empty());
}

TEST_CASE("signs of our own calls join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_signs, 6, 25)).empty());
}

TEST_CASE("announcements join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_notices, 7, 30)).empty());
}

TEST_CASE("pieces of history join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_history, 8, 25)).empty());
}

TEST_CASE("signs of a conversation and its window join alike in any order and any number", "[laws]") {
    CHECK(broken_by_join(facts(laws::some_conversation, 9, 20)).empty());
    CHECK(broken_by_join(facts(laws::some_window, 10, 27)).empty());
}

TEST_CASE("two values have one canonical text exactly if they are equal", "[laws]") {
    auto messages = facts(laws::some_message, 7, 200);
    messages.push_back(messages.back());
    CHECK(unequal_texts(messages) == 0);
    CHECK(unequal_texts(facts(laws::some_names, 7, 100)) == 0);
    CHECK(unequal_texts(facts(laws::some_life, 7, 100)) == 0);
    CHECK(unequal_texts(facts(laws::some_notices, 7, 100)) == 0);
    CHECK(unequal_texts(facts(laws::some_history, 7, 100)) == 0);
}

TEST_CASE("canonical text escapes what would break its lines", "[laws]") {
    Message message;
    message.wamid = Wamid("a\"b\\c\n");
    CHECK(canonical(message) == "wamid \"a\\x22b\\x5cc\\x0a\"\norigin imported 0\n");
}
