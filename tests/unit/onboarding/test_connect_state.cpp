#include "catch.hpp"
#include "onboarding/connect_state.hpp"

using namespace coexist;

namespace {

TokenCipher cipher_of(char digit) {
    auto cipher = TokenCipher::from_key(Secret(std::string(64, digit)));
    REQUIRE(cipher.ok());
    return std::move(cipher).value();
}

ConnectAttemptRow attempt() {
    ConnectAttemptRow row;
    row.attempt_id = std::string(32, 'a');
    row.tenant = TenantId("hotel-1");
    row.actor = "u1";
    row.road = "main";
    return row;
}

constexpr const char* callback = "https://crm.example/wa/connect/callback";

}  // namespace

TEST_CASE("a state is genuine only for its attempt, tenant, actor, redirect URI, browser and key", "[onboarding]") {
    using Verdict = ConnectState::Verdict;
    const TokenCipher cipher = cipher_of('7');
    const ConnectState states(cipher, callback);
    const std::string state = states.state(attempt(), "nonce-1");
    CHECK(ConnectState::attempt_of(state) == attempt().attempt_id);
    CHECK(states.check(attempt(), state, "nonce-1") == Verdict::genuine);
    CHECK(states.check(attempt(), state, "nonce-2") == Verdict::other_browser);
    CHECK(states.check(attempt(), state, "") == Verdict::other_browser);

    const auto with = [](auto change) {
        ConnectAttemptRow other = attempt();
        change(other);
        return other;
    };
    CHECK(states.check(with([](auto& row) { row.tenant = TenantId("hotel-2"); }), state, "nonce-1") ==
          Verdict::altered);
    CHECK(states.check(with([](auto& row) { row.actor = "u2"; }), state, "nonce-1") == Verdict::altered);
    CHECK(states.check(with([](auto& row) { row.road = "other"; }), state, "nonce-1") == Verdict::altered);
    CHECK(states.check(with([](auto& row) { row.attempt_id[0] = 'b'; }), state, "nonce-1") == Verdict::altered);
    const ConnectState elsewhere(cipher, "https://crm.example/wa/connect/callback/");
    CHECK(elsewhere.check(attempt(), state, "nonce-1") == Verdict::altered);
    const TokenCipher other_key = cipher_of('8');
    CHECK(ConnectState(other_key, callback).check(attempt(), state, "nonce-1") == Verdict::altered);
}

TEST_CASE("a state with any one bit changed is not genuine", "[onboarding]") {
    const TokenCipher cipher = cipher_of('7');
    const ConnectState states(cipher, callback);
    const std::string state = states.state(attempt(), "nonce-1");
    for (std::size_t place = 0; place < state.size(); ++place) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string altered = state;
            altered[place] = static_cast<char>(altered[place] ^ (1 << bit));
            INFO(place << ":" << bit);
            CHECK(states.check(attempt(), altered, "nonce-1") != ConnectState::Verdict::genuine);
        }
    }
    CHECK(states.check(attempt(), state.substr(1), "nonce-1") == ConnectState::Verdict::altered);
    CHECK(states.check(attempt(), state + "0", "nonce-1") == ConnectState::Verdict::altered);
}

TEST_CASE("a ticket is no state and a state no ticket", "[onboarding]") {
    const TokenCipher cipher = cipher_of('7');
    const ConnectState states(cipher, callback);
    const std::string ticket = states.ticket(attempt());
    CHECK(states.is_ticket(attempt(), ticket));
    CHECK(states.check(attempt(), ticket, "") == ConnectState::Verdict::altered);
    CHECK_FALSE(states.is_ticket(attempt(), states.state(attempt(), "nonce-1")));
}

TEST_CASE("what is no ticket and no state names no attempt", "[onboarding]") {
    for (const std::string& text : {std::string(), std::string("abc"), std::string(96, 'A'), std::string(96, '/'),
                                    std::string(97, 'a'), std::string(4096, 'a'), std::string(160, '\0')}) {
        CHECK(ConnectState::attempt_of(text).empty());
    }
}

TEST_CASE("ids are random and 128 bits long", "[onboarding]") {
    const auto one = ConnectState::random_id();
    const auto two = ConnectState::random_id();
    REQUIRE(one.ok());
    REQUIRE(two.ok());
    CHECK(one->size() == 32);
    CHECK(*one != *two);
}
