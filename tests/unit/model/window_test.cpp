#include "model/window.hpp"

#include "catch.hpp"

using namespace coexist;

TEST_CASE("the customer service window", "[window]") {
    constexpr std::int64_t now = 1'000'000;
    constexpr std::int64_t day = window_length;
    struct Row {
        const char* what;
        Window window;
        WindowState state;
    };
    const Row row = GENERATE_COPY(values<Row>({
        {"nothing was ever said", {0, 0, 0}, WindowState::closed},
        {"the customer wrote just now", {now, 0, 0}, WindowState::open},
        {"one second is left", {now - day + 1, 0, 0}, WindowState::open},
        {"the last second is over", {now - day, 0, 0}, WindowState::closed},
        {"refused before the customer wrote", {now - 10, 0, now - 20}, WindowState::open},
        {"refused in the same second", {now - 10, 0, now - 10}, WindowState::open},
        {"refused after the customer wrote", {now - 20, 0, now - 10}, WindowState::closed},
        {"only a reaction or an unavailable message", {0, now - 10, 0}, WindowState::unconfirmed},
        {"a sign that is a day old", {0, now - day, 0}, WindowState::closed},
        {"a sign, then a refusal", {0, now - 20, now - 10}, WindowState::closed},
        {"a refusal, then a sign", {now - 30, now - 10, now - 20}, WindowState::unconfirmed},
        {"words beat signs", {now - 30, now - 10, 0}, WindowState::open},
        {"a clock far in the future", {INT64_MAX, 0, 0}, WindowState::open},
    }));
    INFO(row.what);
    CHECK(state_of(row.window, now) == row.state);
}

TEST_CASE("the window says until when it is open", "[window]") {
    CHECK(open_until({100, 0, 0}) == 100 + 24 * 60 * 60);
    CHECK(open_until({0, 100, 0}) == 0);
    CHECK(open_until({100, 0, 101}) == 0);
    CHECK(open_until({INT64_MAX, 0, 0}) == INT64_MAX);
}

TEST_CASE("a message gives its conversation's window the signs that it holds", "[window]") {
    Message words;
    words.origin = Origin::customer;
    words.content = Content{true, Witness::live, {50, "wamid.1"}, "text", "hi", {}, {}, {}};
    CHECK(window_signs(words) == Window{50, 0, 0});

    Message unavailable_words = words;
    unavailable_words.content->real = false;
    unavailable_words.errors[{131060, {}, {}}] = {50, "wamid.1"};
    CHECK(window_signs(unavailable_words) == Window{0, 50, 0});

    Message answer;
    answer.origin = Origin::api;
    answer.reactions["wa_id:49"] = {{70, "wamid.2"}, "+1"};
    answer.reactions["business"] = {{90, "wamid.3"}, "+1"};
    answer.errors[{131047, {}, {}}] = {60, "wamid.4"};
    CHECK(window_signs(answer) == Window{0, 70, 60});
}
