#include "model/hand_over.hpp"

#include "catch.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t noon = 1'795'000'000;
constexpr std::int64_t day = 24 * 60 * 60;

struct Row {
    const char* what;
    std::vector<Spoken> newest_first;
    std::int64_t answered_at;  ///< 0: nobody did
};

}  // namespace

TEST_CASE("rule C: who answered last is told from who spoke, and the app's own words are no person",
          "[handover][pains]") {
    const HandOverRules rules;
    for (const Row& row : {
             Row{"nobody spoke", {}, 0},
             Row{"only the guest", {{1, noon, Voice::customer}}, 0},
             Row{"the phone, in its own time", {{2, noon + 60, Voice::phone}, {1, noon, Voice::customer}}, noon + 60},
             Row{"staff in the CRM, however fast", {{2, noon, Voice::staff}, {1, noon, Voice::customer}}, noon},
             Row{"automation", {{2, noon + 60, Voice::automation}, {1, noon, Voice::customer}}, 0},
             Row{"another app", {{2, noon + 60, Voice::other_app}, {1, noon, Voice::customer}}, 0},
             Row{"the phone writes first", {{1, noon, Voice::phone}}, noon},
             Row{"a greeting", {{2, noon + 2, Voice::phone}, {1, noon, Voice::customer}}, 0},
             Row{"a greeting of the same second", {{1, noon, Voice::phone}, {2, noon, Voice::customer}}, 0},
             Row{"a greeting to a guest's two first messages",
                 {{3, noon + 3, Voice::phone}, {2, noon + 2, Voice::customer}, {1, noon, Voice::customer}},
                 0},
             Row{"just too late for a greeting", {{2, noon + 4, Voice::phone}, {1, noon, Voice::customer}}, noon + 4},
             Row{"fast, in a conversation that goes on",
                 {{3, noon + 2, Voice::phone}, {2, noon, Voice::customer}, {1, noon - day, Voice::customer}},
                 noon + 2},
             Row{"a greeting after 14 days of silence",
                 {{3, noon + 2, Voice::phone}, {2, noon, Voice::customer}, {1, noon - 14 * day, Voice::phone}},
                 noon - 14 * day},
             Row{"after 14 days less a second",
                 {{3, noon + 2, Voice::phone}, {2, noon, Voice::customer}, {1, noon - 14 * day + 1, Voice::phone}},
                 noon + 2},
             Row{"a person right after the greeting",
                 {{3, noon + 3, Voice::phone}, {2, noon + 1, Voice::phone}, {1, noon, Voice::customer}},
                 noon + 3},
             Row{"a configured text", {{2, noon + 90, Voice::phone, true}, {1, noon, Voice::customer}}, 0},
             Row{"a person before a configured text",
                 {{3, noon + 90, Voice::phone, true}, {2, noon + 60, Voice::phone}, {1, noon, Voice::customer}},
                 noon + 60},
         }) {
        INFO(row.what);
        const NewestAnswer found = newest_answer(row.newest_first, rules, true);
        CHECK_FALSE(found.unsure);
        CHECK((found.answer ? found.answer->at : 0) == row.answered_at);
    }
}

TEST_CASE("more is asked for while older words could change the answer", "[handover]") {
    const std::vector<Spoken> quick{{2, noon + 2, Voice::phone}, {1, noon, Voice::customer}};
    CHECK(newest_answer(quick, HandOverRules{}, false).unsure);
    CHECK(newest_answer({{1, noon, Voice::customer}}, HandOverRules{}, false).unsure);
    HandOverRules never;
    never.greeting_seconds = 0;
    CHECK(newest_answer(quick, never, false).answer);
}

TEST_CASE("automation is held by an answer for its time and by an order for its own", "[handover]") {
    constexpr std::int64_t answered = noon * 1000;
    constexpr std::int64_t until = answered + 3'600'000;
    CHECK_FALSE(hand_over_at(0, 0, {}, answered).held);
    CHECK(hand_over_at(answered, until, {}, answered + 1).held);
    CHECK(hand_over_at(answered, until, {}, until - 1).until == until);
    CHECK_FALSE(hand_over_at(answered, until, {}, until).held);
    const HoldOrder released{answered + 1000, 0, "ann"};
    CHECK_FALSE(hand_over_at(answered, until, released, answered + 2000).held);
    CHECK(hand_over_at(answered + 5000, until + 5000, released, answered + 6000).held);
    const HoldOrder held{answered, until + 9000, "ann"};
    CHECK(hand_over_at(answered, until, held, answered + 1).by_staff);
    CHECK(hand_over_at(0, 0, held, until + 8999).held);
    CHECK_FALSE(hand_over_at(answered, until, held, until + 9000).held);
    const HoldOrder shorter{answered, answered + 60'000, "ann"};
    CHECK(hand_over_at(answered, until, shorter, answered + 1).by_staff);
    CHECK_FALSE(hand_over_at(answered, until, shorter, answered + 60'000).held);
    CHECK(hand_over_at(answered + 5000, until, shorter, answered + 60'000).held);
}

TEST_CASE("a text is compared without what surrounds it", "[handover]") {
    CHECK(trimmed(" \r\n Hello! \n") == "Hello!");
    CHECK(trimmed(" \n").empty());
    CHECK(trimmed("a b") == "a b");
}

TEST_CASE("whose words they are is told by where they came from", "[handover]") {
    Message message;
    message.origin = Origin::business_app;
    CHECK(voice_of(message) == Voice::none);
    message.content = Content{true, Witness::live, {noon, "w"}, "text", "hi", {}, "", ""};
    CHECK(voice_of(message) == Voice::phone);
    message.origin = Origin::api;
    CHECK(voice_of(message) == Voice::staff);
    message.automated = true;
    CHECK(voice_of(message) == Voice::automation);
    message.origin = Origin::customer;
    CHECK(voice_of(message) == Voice::customer);
    message.content->witness = Witness::history;
    CHECK(voice_of(message) == Voice::none);
    message.origin = Origin::imported;
    message.content->witness = Witness::live;
    CHECK(voice_of(message) == Voice::none);
}
