#include "catch.hpp"
#include "onboarding/connect_play.hpp"
#include "store/account_view.hpp"

using namespace coexist;
using rooms::ConnectPlay;

namespace {

constexpr const char* none = "";
constexpr const char* code_only = "exchange";
constexpr const char* to_numbers = "exchange inspect numbers";
constexpr const char* to_fields = "exchange inspect numbers subscribe fields";
constexpr const char* to_contacts = "exchange inspect numbers subscribe fields contacts";
constexpr const char* all_calls = "exchange inspect numbers subscribe fields contacts history";
constexpr const char* tested = "exchange inspect numbers subscribe fields handshake contacts history";
constexpr const char* claimed = "access numbers inspect numbers subscribe fields contacts history";

/// One story: what happens in which order (words of connect_play.hpp; each begins with "begin"), how the attempt stands
/// at the end, and which calls the platform saw.
struct Story {
    const char* happenings;
    const char* end;
    const char* calls;
};

constexpr Story stories[] = {
    // The usual order, over both roads of the code.
    {"callback delivery", "connected", all_calls},
    {"code delivery", "connected", all_calls},
    {"callback", "delivery", to_fields},

    // PARTNER_ADDED comes whenever it likes, and is the delivery that is waited for.
    {"added callback", "connected", all_calls},
    {"callback added", "connected", all_calls},
    {"added code", "connected", all_calls},
    {"code added", "connected", all_calls},
    {"added added callback added", "connected", all_calls},
    {"added@exchange callback", "connected", all_calls},
    {"added@inspect callback", "connected", all_calls},
    {"added@numbers callback", "connected", all_calls},
    {"added@subscribe callback", "connected", all_calls},
    {"added@fields callback", "connected", all_calls},
    {"added:other callback", "delivery", to_fields},
    {"delivery callback", "connected", all_calls},

    // The window's event comes before, after or never; it guides and proves nothing.
    {"event code added", "connected", all_calls},
    {"code event added", "connected", all_calls},
    {"event added callback", "connected", all_calls},
    {"added event code", "connected", all_calls},
    {"event@exchange code added", "connected", all_calls},
    {"event@inspect code added", "connected", all_calls},
    {"event event code event added", "connected", all_calls},
    {"event", "waiting", none},
    {"event hour", "connect_expired", none},
    {"event:left code added", "connected", all_calls},
    {"event:error code added", "connected", all_calls},
    {"event:left hour", "connect_expired", none},
    {"event:other code", "connect_ids_not_confirmed", "exchange inspect"},
    {"code event:other added", "connected", all_calls},

    // The SMS path: the number is not on a phone, whatever the window says.
    {"event:sms", "waiting", none},
    {"nonumber event:sms code", "number_not_in_app", to_numbers},
    {"nonumber code", "number_not_in_app", to_numbers},
    {"event:sms event code added", "connected", all_calls},

    // A token that names no account: the event or PARTNER_ADDED tells which one is tried.
    {"nowabas code", "inspect", "exchange inspect"},
    {"nowabas event code added", "connected", all_calls},
    {"nowabas code event added", "connected", "exchange inspect inspect numbers subscribe fields contacts history"},
    {"nowabas added code", "connected", all_calls},
    {"nowabas code added", "connected", "exchange inspect inspect numbers subscribe fields contacts history"},
    {"nowabas event:other code", "connect_ids_not_confirmed", to_numbers},
    {"nowabas code 10min", "connect_without_waba", "exchange inspect inspect"},

    // The popup reads as closed, or the browser is gone: nothing is concluded from it.
    {"closed", "waiting", none},
    {"closed callback closed added", "connected", all_calls},
    {"closed code added", "connected", all_calls},
    {"closed added code", "connected", all_calls},
    {"closed hour", "connect_expired", none},
    {"added closed 1min", "waiting", none},
    {"added 1min code", "connected", all_calls},
    {"added 1min hour", "connect_expired", none},

    // No code ever comes, but the partner's own token is there: the number that a person named decides.
    {"phone added 1min", "waiting", none},
    {"partner added 1min", "waiting", none},
    {"partner phone 1min", "waiting", none},
    {"partner phone added 1min", "connected", claimed},
    {"partner added phone", "connected", claimed},
    {"partner added 1min phone", "connected", claimed},
    {"partner added restart phone", "connected", claimed},
    {"partner phone added restart 1min", "connected", claimed},
    {"partner phone closed event:left added closed 1min", "connected", claimed},
    {"partner phone added code", "connected", all_calls},
    {"partner phone added 1min code", "connected", claimed},
    {"partner phone code@access added 1min", "connected",
     "access numbers exchange inspect numbers subscribe fields contacts history"},
    {"partner phone:other added 1min", "waiting", "access numbers"},
    {"partner phone:other added 1min phone", "connected",
     "access numbers access numbers inspect numbers subscribe fields contacts history"},
    {"partner phone:other added 1min code", "choose", "access numbers exchange inspect numbers"},
    {"partner phone added:other 1min", "waiting", "access numbers"},
    {"partner phone added:other added 1min", "connected", claimed},
    {"partner phone added 1min added:other", "connected", claimed},
    {"partner stranger phone added 1min", "waiting", none},
    {"partner stranger phone added 1min code", "connected", all_calls},
    {"partner phone dead:access added 1min", "waiting", "access"},
    {"partner phone down:access added 1min 1min", "connected",
     "access access numbers inspect numbers subscribe fields contacts history"},
    {"partner phone lost:access added 1min 1min", "connected",
     "access access numbers inspect numbers subscribe fields contacts history"},
    {"partner phone nonumber added 1min", "number_not_in_app", "access numbers inspect numbers"},
    {"partner phone added cancel 1min", "connect_called_off", none},
    {"partner phone hour added", "connect_expired", none},

    // The dialog ends badly; what comes afterwards does not count.
    {"callback:denied", "connect_denied", none},
    {"callback:denied code", "connect_denied", none},
    {"callback callback:denied added", "connected", all_calls},
    {"callback:foreign", "connect_browser_foreign", none},
    {"callback:foreign callback", "connect_browser_foreign", none},
    {"callback callback:foreign added", "connected", all_calls},
    {"hour", "connect_expired", none},
    {"hour code", "connect_expired", none},
    {"hour callback", "connect_expired", none},
    {"hour added", "connect_expired", none},

    // Two finishes of one attempt: one code is exchanged.
    {"code code added", "connected", all_calls},
    {"code code:b added", "connected", all_calls},
    {"callback callback added", "connected", all_calls},
    {"callback code added", "connected", all_calls},
    {"code callback added", "connected", all_calls},
    {"code:b@exchange code added", "connected", all_calls},
    {"callback@exchange code added", "connected", all_calls},

    // The owner ends and begins again between whatever happens.
    {"restart code added", "connected", all_calls},
    {"code restart added", "connected", all_calls},
    {"added restart code", "connected", all_calls},
    {"event restart callback restart added", "connected", all_calls},
    {"restart added restart callback restart", "connected", all_calls},
    {"nowabas code restart event restart added", "connected",
     "exchange inspect inspect numbers subscribe fields contacts history"},

    // Calls that fail on their way: once-only calls are never made again blindly.
    {"lost:exchange code added", "connect_exchange_lost", code_only},
    {"lost:exchange code code:b", "connect_exchange_lost", code_only},
    {"down:exchange code 1min added", "connected",
     "exchange exchange inspect numbers subscribe fields contacts history"},
    {"lost:contacts code added contacts", "connected", all_calls},
    {"lost:history code added history", "connected", all_calls},
    {"lost:contacts code added restart contacts", "connected", all_calls},
    {"lost:contacts code added", "settle", to_contacts},  // the history is not asked for before the contacts
    {"lost:contacts contacts@contacts code added", "connected", all_calls},
    {"lost:contacts delivery@contacts code added", "settle", to_contacts},
    {"lost:history history@history code added", "connected", all_calls},
    {"lost:history code added", "settle", all_calls},
    {"lost:contacts lost:history code added contacts history", "connected", all_calls},
    {"lost:contacts lost:history code added contacts", "settle", all_calls},
    {"down:contacts contacts@contacts code 1min added 1min", "connected",
     "exchange inspect numbers subscribe fields contacts contacts history"},
    {"dead:subscribe code added", "platform_190", "exchange inspect numbers subscribe"},
    {"dead:contacts code added", "platform_190", "exchange inspect numbers subscribe fields contacts"},

    // People call it off, or go on without a delivery.
    {"cancel", "connect_called_off", none},
    {"cancel code", "connect_called_off", none},
    {"cancel callback added", "connect_called_off", none},
    {"cancel@exchange code", "connect_called_off", code_only},
    {"code cancel added", "connect_called_off", to_fields},
    {"code go_on", "connected", all_calls},
    {"code 10min go_on", "connected", tested},
    {"code 10min added", "connected", tested},

    // The owner ends it on the phone while it is under way.
    {"code removed", "connect_removed", to_fields},
    {"lost:contacts code added removed", "connect_removed", to_contacts},
    {"added removed code", "connect_removed", "exchange inspect numbers subscribe"},

    // Two attempts for one number: the later one takes it over, and asks for nothing that the first has asked for.
    {"begin2 code2 added", "waiting", all_calls},
    {"code begin2 code2 added", "connect_superseded",
     "exchange inspect numbers subscribe fields exchange inspect numbers subscribe fields contacts history"},
    {"begin2 code code2 added", "connect_superseded",
     "exchange inspect numbers subscribe fields exchange inspect numbers subscribe fields contacts history"},
    {"begin2 cancel2 code added", "connected", all_calls},
    {"code added begin2 code2", "connected",
     "exchange inspect numbers subscribe fields contacts history exchange inspect numbers subscribe fields"},
    {"code added begin2 code2 added", "connected",
     "exchange inspect numbers subscribe fields contacts history exchange inspect numbers subscribe fields"},
};

/// What holds at the end of every story.
void check_nothing_half_left(ConnectPlay& bench, const std::string& end) {
    CHECK(bench.desk().faults().empty());
    const std::string operation = bench.operation_of("1");
    const ConnectAttemptRow attempt = bench.attempt(operation);
    const std::string shown = boost::json::serialize(bench.operation(operation));
    for (const char* secret : {"AQ", "EAAG", "v1."}) CHECK(shown.find(secret) == std::string::npos);
    const bool over = end == "connected" || attempt.stage == "failed";
    CHECK((bench.operation(operation).at("state").as_string() == "pending") != over);
    if (over) {
        CHECK(attempt.token_sealed.empty());
        CHECK(attempt.value.find("sealed") == std::string::npos);
    }
    if (end == "connected") {
        const bool taken_over = bench.row(attempt.account_id.value).generation > 1 && bench.end("2") == "delivery";
        CHECK(bench.state_of(attempt.account_id.value) == (taken_over ? "onboarding" : "connected"));
        CHECK(attempt.contacts == "accepted");
        CHECK(attempt.history == "accepted");
    }
    // What is over and is no account keeps no token.
    CHECK(bench.scalar(
              "SELECT COUNT(*) FROM account WHERE asked IN ('failed', 'disconnected') AND token_sealed <> ''") == 0);
    const auto lines = bench.lines(operation);
    REQUIRE_FALSE(lines.empty());
    if (attempt.stage == "failed") CHECK(lines.back().find(":failed:" + end) != std::string::npos);
}

}  // namespace

TEST_CASE("who came first: each story ends as it should, with no call that must not be", "[onboarding][stories]") {
    std::size_t played = 0;
    for (const Story& story : stories) {
        INFO("begin " << story.happenings);
        ConnectPlay bench;
        bench.play(std::string("begin ") + story.happenings);
        CHECK(bench.end() == story.end);
        CHECK(bench.calls_made() == story.calls);
        check_nothing_half_left(bench, story.end);
        ++played;
    }
    CHECK(played >= 40);
}
