// What can be said of an import, and when. The words are read by people: read them aloud when they change.
#include "model/history_report.hpp"

#include "catch.hpp"
#include "model/history_gate.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t noon = 1'795'000'000;  // Unix seconds
constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;

HistorySituation asked() {
    HistorySituation situation;
    situation.request = HistoryRequest::accepted;
    situation.requested_at = noon * 1000;
    situation.possible_until = (noon + 24 * hour) * 1000;
    return situation;
}

void piece(HistorySituation& situation, std::int64_t phase, std::int64_t order, std::int64_t progress,
           std::int64_t at = noon, std::int64_t messages = 5) {
    situation.import.chunks[{phase, order}] = {at, progress, messages};
}

HistoryOutcome after(const HistorySituation& situation, std::int64_t seconds) {
    return outcome_at(situation, (noon + seconds) * 1000);
}

}  // namespace

TEST_CASE("rule B: an import without a gap is over when its progress is 100 and nothing came for 15 minutes",
          "[history][pains]") {
    HistorySituation situation = asked();
    CHECK(after(situation, hour) == HistoryOutcome::waiting);
    piece(situation, 0, 2, 40);
    piece(situation, 2, 1, 100);
    piece(situation, 0, 1, 20);
    CHECK(after(situation, 15 * minute - 1) == HistoryOutcome::running);
    CHECK(after(situation, 15 * minute) == HistoryOutcome::no_gap_seen);
    piece(situation, 2, 2, 100, noon + 14 * minute);
    CHECK(after(situation, 28 * minute) == HistoryOutcome::running);
}

TEST_CASE("a number between others that is missing is a gap, until it comes", "[history]") {
    HistorySituation situation = asked();
    piece(situation, 1, 2, 50);
    piece(situation, 1, 5, 100);
    CHECK(after(situation, hour) == HistoryOutcome::gap);
    const auto phases = phases_of(situation.import);
    REQUIRE(phases.size() == 1);
    CHECK(phases.front().missing == std::vector<std::int64_t>{1, 3, 4});
    CHECK(phases.front().missing_count == 3);
    CHECK(phases.front().highest == 5);
    for (const std::int64_t order : {3, 1, 4}) piece(situation, 1, order, 60);
    CHECK(after(situation, hour) == HistoryOutcome::no_gap_seen);
}

TEST_CASE("a piece with an absurd number costs no memory", "[history]") {
    HistorySituation situation = asked();
    piece(situation, 0, std::int64_t{1} << 62, 100);
    piece(situation, 0, -7, 3);
    const auto phases = phases_of(situation.import);
    CHECK(phases.front().missing.size() == 100);
    CHECK(phases.front().missing_count == (std::int64_t{1} << 62) - 1);
    CHECK(phases.front().chunks == 2);
}

TEST_CASE("an import that stops is a gap after a day, and one of which nothing came shared nothing", "[history]") {
    HistorySituation situation = asked();
    CHECK(after(situation, 24 * hour - 1) == HistoryOutcome::waiting);
    CHECK(after(situation, 24 * hour) == HistoryOutcome::nothing_shared);
    piece(situation, 0, 1, 57, noon + hour);
    CHECK(after(situation, 25 * hour - 1) == HistoryOutcome::running);
    CHECK(after(situation, 25 * hour) == HistoryOutcome::gap);

    HistorySituation empty = asked();
    piece(empty, 2, 1, 100, noon, 0);
    CHECK(after(empty, hour) == HistoryOutcome::nothing_shared);
}

TEST_CASE("a request that was never made, or not in time, is missed when the 24 hours are over", "[history]") {
    HistorySituation situation;
    situation.possible_until = (noon + 24 * hour) * 1000;
    CHECK(after(situation, 24 * hour - 1) == HistoryOutcome::not_asked);
    CHECK(after(situation, 24 * hour) == HistoryOutcome::missed);
    situation.request = HistoryRequest::missed;
    CHECK(after(situation, 0) == HistoryOutcome::missed);
    situation.choice = HistoryChoice::held;
    CHECK(after(situation, 0) == HistoryOutcome::held);
    CHECK(after(situation, 24 * hour) == HistoryOutcome::missed);
    situation.choice = HistoryChoice::refused;
    CHECK(after(situation, 24 * hour) == HistoryOutcome::refused);
    const HistorySituation of_a_gateway;  // it asks by itself, or not
    CHECK(after(of_a_gateway, 1000 * hour) == HistoryOutcome::not_asked);
}

TEST_CASE("an owner who shares nothing has declined; any other refusal decides nothing", "[history]") {
    HistorySituation situation = asked();
    situation.import.refusals[{131000, "Something went wrong", ""}] = noon;
    CHECK(after(situation, hour) == HistoryOutcome::waiting);
    situation.import.refusals[{2593109, "off", ""}] = noon;
    CHECK(after(situation, 0) == HistoryOutcome::declined);
}

TEST_CASE("the words of an outcome say what it means and what to do", "[history]") {
    HistorySituation situation = asked();
    CHECK(unproven(situation).empty());
    piece(situation, 1, 1, 40);
    piece(situation, 1, 4, 57);
    CHECK(
        words_of(HistoryOutcome::gap, situation) ==
        "Of phase 1 the pieces 2, 3 did not come. It stopped at 57 percent: for 24 hours nothing more came. What came "
        "is kept, and what still comes is added. To import again, the owner disconnects on the phone and connects "
        "anew.");
    CHECK(
        unproven(situation) ==
        "The end of phase 0 and of phase 1 cannot be proven: WhatsApp numbers the pieces of a phase and does not tell "
        "how many there are, so a last piece that never came leaves no trace. A phase without messages sends nothing.");
    for (int outcome = 0; outcome <= static_cast<int>(HistoryOutcome::refused); ++outcome) {
        const auto one = static_cast<HistoryOutcome>(outcome);
        CHECK_FALSE(words_of(one, situation).empty());
        CHECK(history_outcome_named(name_of(one)) == one);
    }
}

TEST_CASE("rule B: a gate leaves out what is older, and chats with the numbers that it names", "[history][pains]") {
    const HistoryGate gate{30, {"4915112345678"}};
    const std::int64_t begun = noon * 1000;
    const Identities guest{{IdentityKind::wa_id, "4917000000000"}};
    const Identities family{{IdentityKind::bsuid, "DE.1"}, {IdentityKind::wa_id, "4915112345678"}};
    CHECK_FALSE(left_out(gate, guest, noon - 30 * 24 * hour, begun));
    CHECK(left_out(gate, guest, noon - 30 * 24 * hour - 1, begun));
    CHECK_FALSE(left_out(gate, guest, 0, begun));
    CHECK(left_out(gate, family, noon, begun));
}
