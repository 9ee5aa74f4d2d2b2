#include <vector>

#include "catch.hpp"
#include "model/account_life.hpp"
#include "model/account_state.hpp"

using namespace coexist;
using State = AccountState;
using Event = AccountEvent;

namespace {

std::vector<State> every_state() {
    std::vector<State> states;
    for (int number = 1; number <= 9; ++number) states.push_back(static_cast<State>(number));
    return states;
}

AccountLife life_with(std::initializer_list<std::pair<LifeKind, std::int64_t>> events) {
    AccountLife life;
    for (const auto& [kind, at] : events) life.newest[kind].at = at;
    return life;
}

}  // namespace

TEST_CASE("the steps of an account's life", "[account]") {
    struct Row {
        Provider provider;
        State from;
        Event event;
        State to;
    };
    const Row row = GENERATE(values<Row>({
        {Provider::coex, State::onboarding, Event::adopted, State::syncing},
        {Provider::coex, State::syncing, Event::synced, State::connected},
        {Provider::coex, State::connected, Event::platform_offboarded, State::offboarded},
        {Provider::coex, State::offboarded, Event::platform_reconnected, State::connected},
        {Provider::coex, State::connected, Event::disconnect_asked, State::disconnect_pending},
        {Provider::coex, State::disconnect_pending, Event::disconnect_cancelled, State::connected},
        {Provider::coex, State::disconnect_pending, Event::platform_removed, State::disconnected},
        {Provider::coex, State::disconnect_pending, Event::disconnect_forced, State::disconnected},
        {Provider::coex, State::disconnected, Event::adopted, State::syncing},
        {Provider::coex, State::onboarding, Event::failed, State::failed},
        {Provider::meta, State::onboarding, Event::adopted, State::connected},
        {Provider::meta, State::connected, Event::pause, State::paused},
        {Provider::meta, State::paused, Event::adopted, State::paused},
        {Provider::meow, State::paused, Event::resume, State::connected},
        {Provider::meow, State::connected, Event::remove, State::removed},
        {Provider::meow, State::removed, Event::adopted, State::connected},
    }));
    INFO(name_of(row.provider) << ": " << name_of(row.from) << " + " << name_of(row.event));
    CHECK(next(row.provider, row.from, row.event) == row.to);
}

TEST_CASE("coexistence knows no pause: the phone would go on", "[account]") {
    for (const State state : every_state()) {
        CHECK_FALSE(next(Provider::coex, state, Event::pause));
        CHECK_FALSE(next(Provider::coex, state, Event::resume));
    }
}

TEST_CASE("only coexistence is disconnected by asking; the others are removed", "[account]") {
    for (const State state : every_state()) {
        for (const Event event : {Event::disconnect_asked, Event::disconnect_cancelled, Event::disconnect_forced,
                                  Event::platform_offboarded, Event::platform_reconnected}) {
            CHECK_FALSE(next(Provider::meta, state, event));
            CHECK_FALSE(next(Provider::meow, state, event));
        }
    }
    CHECK_FALSE(next(Provider::coex, State::connected, Event::remove));
}

TEST_CASE("rule D: the platform can take a living account away from any state", "[account][pains]") {
    for (const State state :
         {State::onboarding, State::syncing, State::connected, State::offboarded, State::disconnect_pending}) {
        CHECK(next(Provider::coex, state, Event::platform_removed) == State::disconnected);
    }
    for (const State state : {State::onboarding, State::connected, State::paused}) {
        CHECK(next(Provider::meta, state, Event::platform_removed) == State::disconnected);
    }
    for (const State state : {State::disconnected, State::failed, State::removed}) {
        CHECK_FALSE(next(Provider::coex, state, Event::platform_removed));
    }
}

TEST_CASE("a disconnected number comes back by a new onboarding only", "[account]") {
    for (int number = 2; number <= 12; ++number) {
        const auto event = static_cast<Event>(number);
        const auto after = next(Provider::coex, State::disconnected, event);
        CHECK((!after || *after == State::removed));
    }
    CHECK(next(Provider::coex, State::disconnected, Event::adopted) == State::syncing);
}

TEST_CASE("an account sends while syncing or connected", "[account]") {
    for (const State state : every_state()) {
        CHECK(may_send(state) == (state == State::syncing || state == State::connected));
    }
}

TEST_CASE("states are read back by their names", "[account]") {
    for (const State state : every_state()) {
        CHECK_FALSE(name_of(state).empty());
        CHECK(account_state_named(name_of(state)) == state);
    }
    CHECK_FALSE(account_state_named("paused "));
    CHECK_FALSE(account_state_named(""));
    CHECK(provider_named("coex") == Provider::coex);
    CHECK_FALSE(provider_named("COEX"));
}

TEST_CASE("whether a number is attached", "[account]") {
    using Kind = LifeKind;
    struct Row {
        const char* what;
        AccountLife life;
        Attachment attachment;
    };
    const Row row = GENERATE(values<Row>({
        {"no word of it", {}, Attachment::attached},
        {"removed", life_with({{Kind::partner_removed, 10}}), Attachment::removed},
        {"deleted", life_with({{Kind::deleted, 10}}), Attachment::removed},
        {"removed, then onboarded anew", life_with({{Kind::partner_removed, 10}, {Kind::partner_added, 11}}),
         Attachment::attached},
        {"onboarded, then removed", life_with({{Kind::partner_removed, 11}, {Kind::partner_added, 10}}),
         Attachment::removed},
        {"removed and added in one second", life_with({{Kind::partner_removed, 10}, {Kind::partner_added, 10}}),
         Attachment::undecided},
        {"removed, yet reconnected later", life_with({{Kind::partner_removed, 10}, {Kind::reconnected, 11}}),
         Attachment::undecided},
        {"offboarded", life_with({{Kind::offboarded, 10}}), Attachment::offboarded},
        {"offboarded, then reconnected", life_with({{Kind::offboarded, 10}, {Kind::reconnected, 11}}),
         Attachment::attached},
        {"reconnected, then offboarded", life_with({{Kind::offboarded, 11}, {Kind::reconnected, 10}}),
         Attachment::offboarded},
        {"both in one second", life_with({{Kind::offboarded, 10}, {Kind::reconnected, 10}}), Attachment::undecided},
        {"our app was uninstalled", life_with({{Kind::app_uninstalled, 10}}), Attachment::removed},
        {"our app was uninstalled, then installed again",
         life_with({{Kind::app_uninstalled, 10}, {Kind::app_installed, 11}}), Attachment::attached},
        {"both in one second, of our app", life_with({{Kind::app_uninstalled, 10}, {Kind::app_installed, 10}}),
         Attachment::undecided},
        {"the grant was taken back", life_with({{Kind::deauthorized, 10}}), Attachment::removed},
        {"something about the grants changed", life_with({{Kind::doubted, 10}}), Attachment::attached},
        {"restricted", life_with({{Kind::restriction, 10}, {Kind::violation, 10}}), Attachment::attached},
        {"removed before this connection was made", life_with({{Kind::partner_removed, 4}}), Attachment::attached},
        {"removed in the second in which it was made", life_with({{Kind::partner_removed, 5}}), Attachment::removed},
    }));
    INFO(row.what);
    CHECK(verdict(row.life, 5).attachment == row.attachment);
}

TEST_CASE("a verdict names the event that decided", "[account]") {
    AccountLife life;
    life.newest[LifeKind::partner_removed] = {10, "PRIMARY_INACTIVITY", "SYSTEM", "{}", 11};
    const LifeVerdict gone = verdict(life, 0);
    REQUIRE(gone.because);
    CHECK(gone.because->reason == "PRIMARY_INACTIVITY");
    CHECK(gone.because->initiated_by == "SYSTEM");
    CHECK_FALSE(verdict({}, 0).because);
}
