// Every error code that Meta documents is judged, and what is repeated without a person stays within its limits.
#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "channels/cloud/error_table.hpp"
#include "channels/cloud/graph_retry.hpp"

using namespace coexist;
using namespace coexist::cloud;
using namespace std::chrono_literals;

namespace {

// Meta's error pages, by whether their advice is to send again at once, later, or not at all.
const std::int64_t repeated_by_itself[] = {2, 130429, 131000, 131016, 131056, 131057, 133004, 2494100};

const std::int64_t repeated_later[] = {1, 4, 80007, 131048, 131064, 132069, 133015, 133016, 134101, 2388039};

const std::int64_t never_repeated[] = {
    0,       3,       10,      33,      100,     101,     102,     104,     190,     200,     368,     130403,
    130472,  130497,  131005,  131008,  131009,  131021,  131026,  131030,  131031,  131037,  131042,  131045,
    131047,  131049,  131050,  131051,  131052,  131053,  131055,  131059,  131060,  131062,  131063,  132000,
    132001,  132005,  132007,  132012,  132015,  132016,  132018,  132068,  133000,  133005,  133006,  133008,
    133009,  133010,  134011,  134100,  134102,  135000,  136024,  136025,  147001,  147002,  147003,  147004,
    200005,  200006,  200007,  1752041, 2388001, 2388012, 2388019, 2388040, 2388047, 2388072, 2388073, 2388091,
    2388093, 2388103, 2388293, 2388299, 2593079, 2593085, 2593107, 2593108, 2593109, 2655093, 3441041};

/// The row of a code that must have one.
const ErrorRow& row_of(std::int64_t code, std::int64_t subcode = 0) {
    const ErrorRow* row = find_error(code, subcode);
    if (row == nullptr) throw std::out_of_range("code " + std::to_string(code) + " is not judged");
    return *row;
}

template <std::size_t Count>
void each(const std::int64_t (&codes)[Count], void (*check)(const ErrorRow&)) {
    for (const std::int64_t code : codes) {
        INFO("code " << code);
        check(row_of(code));
    }
}

std::chrono::milliseconds worst_wait(Retry retry, int& attempts) {
    std::chrono::milliseconds sum{0};
    attempts = 1;
    while (const auto wait = next_attempt_delay(retry, attempts, 0.999999)) {
        sum += *wait;
        ++attempts;
    }
    return sum;
}

}  // namespace

TEST_CASE("A code that Meta says to repeat is repeated, at most five times and ten minutes") {
    each(repeated_by_itself, [](const ErrorRow& row) {
        CHECK(row.cure == Cure::retry);
        int attempts = 0;
        CHECK(worst_wait(row.retry, attempts) <= 10min);
        CHECK(attempts > 1);
        CHECK(attempts <= 5);
    });
}

TEST_CASE("A code that needs time is waited for, and repeated only if that takes minutes") {
    each(repeated_later, [](const ErrorRow& row) {
        CHECK((row.cure == Cure::wait || row.cure == Cure::retry));
        int attempts = 0;
        CHECK(worst_wait(row.retry, attempts) <= 10min);
        CHECK(attempts <= 5);
    });
    for (const std::int64_t hours : {131048, 131064, 133016, 2388039}) {
        CHECK(row_of(hours).retry == Retry::none);
    }
}

TEST_CASE("A code that repeating cannot cure is never repeated") {
    each(never_repeated, [](const ErrorRow& row) {
        CHECK(row.cure != Cure::retry);
        CHECK(row.retry == Retry::none);
    });
    for (std::int64_t code = 201; code <= 299; ++code) {
        CHECK(row_of(code).cure == Cure::reconnect);
    }
}

TEST_CASE("Every row tells staff in plain sentences what happened and what to do") {
    std::size_t count = 0;
    const ErrorRow* rows = error_rows(count);
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    for (std::size_t i = 0; i < count; ++i) {
        INFO("code " << rows[i].code << " subcode " << rows[i].subcode);
        CHECK(seen.emplace(rows[i].code, rows[i].subcode).second);
        CHECK(find_error(rows[i].code, rows[i].subcode) == &rows[i]);
        for (const std::string_view text : {rows[i].sentence, rows[i].next}) {
            REQUIRE(text.size() > 10);
            CHECK(text.back() == '.');
            CHECK(text.size() < 120);
            CHECK(text.find('#') == std::string_view::npos);
            CHECK((text.front() >= 'A' && text.front() <= 'Z'));
        }
    }
}

TEST_CASE("Some codes say something about the account itself") {
    CHECK(row_of(131042).effect == AccountEffect::payment_problem);
    CHECK(row_of(131042).cure == Cure::pay);
    CHECK(row_of(190).effect == AccountEffect::token_invalid);
    CHECK(row_of(190, 463).effect == AccountEffect::token_invalid);
    CHECK(row_of(0).effect == AccountEffect::token_invalid);
    CHECK(row_of(131031).effect == AccountEffect::restricted);
    CHECK(row_of(368).effect == AccountEffect::restricted);
    CHECK(row_of(131047).effect == AccountEffect::window_closed);
    CHECK(row_of(131026).effect == AccountEffect::none);
}

TEST_CASE("A subcode is more exact than its code") {
    CHECK(row_of(100, 33).cure == Cure::reconnect);
    CHECK(row_of(100, 2494010).cure == Cure::fix);
    CHECK(row_of(190, 463).sentence != row_of(190, 467).sentence);
    CHECK(row_of(190, 999).cure == Cure::reconnect);
}

TEST_CASE("An unknown code is repeated only if it passes by itself; without a Graph error the status speaks") {
    CHECK(find_error(987654, 0) == nullptr);
    CHECK(judge_error(987654, 0, false, 400).cure == Cure::never);
    CHECK(judge_error(987654, 0, true, 400).cure == Cure::retry);
    CHECK(judge_error(987654, 0, false, 500).cure == Cure::retry);
    CHECK(judge_error(-1, 0, false, 429).cure == Cure::wait);
    CHECK(judge_error(-1, 0, false, 401).cure == Cure::reconnect);
    CHECK(judge_error(-1, 0, false, 404).cure == Cure::fix);
    // Meta: do not branch on the HTTP status of a known code.
    CHECK(judge_error(131047, 0, false, 500).cure == Cure::fix);
    CHECK(judge_error(131047, 0, true, 500).retry == Retry::none);
}

TEST_CASE("Waits grow, spread by chance, and are never shorter than asked") {
    CHECK(next_attempt_delay(Retry::pair_rate, 1, 0.0) == 1s);
    CHECK(next_attempt_delay(Retry::pair_rate, 2, 0.0) == 4s);
    CHECK(next_attempt_delay(Retry::pair_rate, 3, 0.0) == 16s);
    CHECK(next_attempt_delay(Retry::pair_rate, 4, 0.0) == 64s);
    CHECK_FALSE(next_attempt_delay(Retry::pair_rate, 5, 0.0));
    CHECK(next_attempt_delay(Retry::pair_rate, 2, 0.5) == 5s);
    CHECK(next_attempt_delay(Retry::five_minutes, 1, 0.0) == 5min);
    CHECK_FALSE(next_attempt_delay(Retry::five_minutes, 2, 0.0));
    CHECK_FALSE(next_attempt_delay(Retry::none, 1, 0.0));
    CHECK_FALSE(next_attempt_delay(Retry::soon, 0, 0.0));
    CHECK(next_attempt_delay(Retry::soon, 1, -3.0) == 1s);
    CHECK(next_attempt_delay(Retry::soon, 1, 7.0) == 1500ms);
}

TEST_CASE("Only refusals that pass and what was never sent are repeated; an unknown outcome never is") {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::unknown;
    outcome.error.code = 2;
    outcome.error.cure = Cure::retry;
    CHECK_FALSE(next_attempt_delay(outcome, 1, 0.0));
    outcome.kind = CallOutcome::Kind::accepted;
    CHECK_FALSE(next_attempt_delay(outcome, 1, 0.0));
    outcome.kind = CallOutcome::Kind::not_sent;
    CHECK(next_attempt_delay(outcome, 1, 0.0) == 1s);
    CHECK_FALSE(next_attempt_delay(outcome, 5, 0.0));
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.code = 131056;
    CHECK(next_attempt_delay(outcome, 3, 0.0) == 16s);
    outcome.error.code = 131047;
    CHECK_FALSE(next_attempt_delay(outcome, 1, 0.0));
    outcome.error.code = 987654;
    CHECK(next_attempt_delay(outcome, 1, 0.0) == 5s);
    outcome.error.cure = Cure::never;
    CHECK_FALSE(next_attempt_delay(outcome, 1, 0.0));
}
