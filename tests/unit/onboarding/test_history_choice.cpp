// Whether the phone's past is asked for, and when: the configuration's word, a person's, and the platform's 24 hours.
#include "catch.hpp"
#include "feed/resources.hpp"
#include "onboarding/connect_play.hpp"
#include "outbox/history_watch.hpp"
#include "store/another_process.hpp"
#include "store/history_imports.hpp"

using namespace coexist;
using rooms::ConnectPlay;

namespace {

struct HistoryPlay : ConnectPlay {
    explicit HistoryPlay(HistorySettings::Import import) { configured().defaults.history.import = import; }

    std::string account() { return attempt(operation_of("1")).account_id.value; }
    HistoryImportRow import() {
        auto reader = readers().take();
        return history_import_of(*reader, *find_account(*reader, AccountId(account())));
    }
    std::string decide(const char* action) {
        const std::string answer = outcome(Provider::coex, account(), action, "{}");
        settle();
        return answer;
    }
    /// The outcome that people were told.
    std::string told() {
        transact(HistoryWatch::look);
        return std::string(name_of(import().outcome));
    }
};

}  // namespace

TEST_CASE("a held history is not asked for; the number is connected and works", "[onboarding][history]") {
    HistoryPlay play(HistorySettings::Import::when_accepted);
    play.play("begin code delivery");
    CHECK(play.end() == "connected");
    CHECK(play.desk().count("history") == 0);
    CHECK(play.attempt(play.operation_of("1")).history == "held");
    CHECK(play.import().choice == HistoryChoice::held);
    CHECK(play.told() == "not_asked");

    CHECK(play.decide("accept_history") == "ok");
    REQUIRE(rooms::eventually([&] { return play.desk().count("history") == 1; }));
    REQUIRE(rooms::eventually([&] { return play.import().request == HistoryRequest::accepted; }));
    CHECK(play.desk().count("contacts") == 1);  // not asked for again
    CHECK(play.decide("accept_history") == "history_not_held");
    CHECK(play.import().chosen_by == "u1");
    CHECK(play.desk().count("history") == 1);
    CHECK(play.desk().faults().empty());
}

TEST_CASE("a held history that is accepted while the connection is still made is asked for there, once",
          "[onboarding][history]") {
    HistoryPlay play(HistorySettings::Import::when_accepted);
    play.play("begin code");
    CHECK(play.decide("accept_history") == "ok");
    play.play("delivery");
    CHECK(play.end() == "connected");
    CHECK(play.desk().count("history") == 1);
    CHECK(play.import().request == HistoryRequest::accepted);
}

TEST_CASE("a history that nobody accepts within the 24 hours is missed, and says so once", "[onboarding][history]") {
    HistoryPlay play(HistorySettings::Import::when_accepted);
    play.play("begin code delivery day");
    CHECK(play.told() == "missed");
    CHECK(play.decide("accept_history") == "history_window_over");
    CHECK(play.desk().count("history") == 0);
    CHECK(play.told() == "missed");
    CHECK(play.scalar("SELECT count(*) FROM audit WHERE action = 'history' AND code = 'missed'") == 1);
}

TEST_CASE("a history that is declined, by a person or by the configuration, is never asked for",
          "[onboarding][history]") {
    HistoryPlay held(HistorySettings::Import::when_accepted);
    held.play("begin code delivery");
    CHECK(held.decide("decline_history") == "ok");
    CHECK(held.told() == "refused");
    held.play("restart hour");
    CHECK(held.desk().count("history") == 0);
    CHECK(held.decide("accept_history") == "history_not_held");

    HistoryPlay never(HistorySettings::Import::never);
    never.play("begin code delivery hour");
    CHECK(never.end() == "connected");
    CHECK(never.desk().count("history") == 0);
    CHECK(never.told() == "refused");
}

TEST_CASE("an import is told once how it ended", "[onboarding][history]") {
    HistoryPlay play(HistorySettings::Import::at_once);
    play.play("begin code delivery history");
    CHECK(play.import().request == HistoryRequest::accepted);
    CHECK(play.import().requested_at > 0);
    CHECK(play.told() == "not_asked");  // it runs
    play.play("day 1min");
    CHECK(play.told() == "gap");  // it stopped at 18 percent
    CHECK(play.told() == "gap");
    CHECK(play.scalar("SELECT count(*) FROM audit WHERE action = 'history'") == 1);
    auto reader = play.readers().take();
    const auto account = find_account(*reader, AccountId(play.account()));
    CHECK(account_document(*reader, *account).at("history").at("outcome") == "gap");
}
