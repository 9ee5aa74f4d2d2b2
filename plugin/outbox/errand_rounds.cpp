#include "outbox/errand_rounds.hpp"

#include <algorithm>
#include <exception>
#include <iterator>

#include "outbox/keep_answer.hpp"
#include "outbox/waits.hpp"

namespace coexist {
namespace {

constexpr int checks_at_once = 2;

// A connection waits for people and for the platform's 24 hours; everything else is tried again within minutes.
std::int64_t longest_wait_of(const ErrandRow& errand) {
    return errand.kind.rfind("connect:", 0) == 0 ? 25LL * 60 * 60 * 1000 : longest_wait_ms;
}

std::string key_of(const ErrandRow& errand) {
    return "errand>" + errand.operation_id.value;
}

}  // namespace

void ErrandRounds::hand_out(Session& reader, const std::set<std::string>& busy, std::int64_t now,
                            std::int64_t& wait_ms) {
    forget_answered(reader);
    for (const ErrandRow& errand : errands_made_once(reader)) {
        const std::string key = key_of(errand);
        if (busy.count(key) > 0 || answered(errand) || errand.leaving == Leaving::left) continue;
        if (const std::int64_t left = left_until(errand.not_before, now, longest_wait_of(errand)); left > 0) {
            wait_ms = std::min(wait_ms, left);
            continue;
        }
        hand(key, errand);
    }
    if (const std::int64_t next = hand_out_checks(reader, busy, now); next > 0) wait_ms = std::min(wait_ms, next - now);
}

// Few at once: sends must not wait behind ten thousand numbers that all became due while nobody worked the state.
std::int64_t ErrandRounds::hand_out_checks(Session& reader, const std::set<std::string>& busy, std::int64_t now) {
    int under_way = 0;
    // Twice as many as may run: some of the first may be under way, or answered and not applied yet.
    for (const ErrandRow& errand : checks_due(reader, now, 2 * checks_at_once)) {
        const std::string key = key_of(errand);
        if (busy.count(key) > 0) {
            ++under_way;
        } else if (!answered(errand) && under_way < checks_at_once) {
            ++under_way;
            hand(key, errand);
        }
    }
    return next_check_at(reader, now);
}

void ErrandRounds::hand(const std::string& key, const ErrandRow& errand) {
    pool_.hand({key, [this, errand] { run(errand); }});
}

bool ErrandRounds::may_leave(const ErrandRow& row) {
    if (row.leaving == Leaving::free) return true;
    bool leaves = false;
    const bool durable = writer_.post_and_wait([&](WriteContext& context) {
        auto now = find_errand(context.session, row.operation_id);
        leaves = now && now->kind == row.kind && now->leaving == Leaving::once;
        if (!leaves) return;
        now->leaving = Leaving::left;
        update_errand(context.session, *now);
    });
    return durable && leaves;
}

void ErrandRounds::run(const ErrandRow& row) {
    if (!may_leave(row)) return;
    const std::int64_t asked_at = clock_.now_ms();
    Answer answer{row.operation_id, row.kind, {}};
    try {
        answer = errand_(row);
    } catch (const std::exception& error) {
        // An answer, so that it is made again after a while and not at once.
        log_.error("outbox", "the errand " + row.operation_id.value + " ended badly: " + error.what());
        CallOutcome failed;
        failed.kind = row.leaving == Leaving::free ? CallOutcome::Kind::not_sent : CallOutcome::Kind::unknown;
        failed.reason = std::string(error.what()) + ".";
        answer.said["outcome"] = object_of(failed);
    }
    answer.said["asked_at"] = asked_at;
    keep_answer(journal_, clock_, log_, answer);
    const std::lock_guard lock(guard_);
    answered_[row.operation_id.value] = {row.kind, row.attempts};
}

bool ErrandRounds::answered(const ErrandRow& errand) {
    const std::lock_guard lock(guard_);
    const auto found = answered_.find(errand.operation_id.value);
    if (found == answered_.end()) return false;
    if (found->second == std::pair(errand.kind, errand.attempts))
        return true;  // its answer is in the journal, not in the state yet
    answered_.erase(found);
    return false;
}

void ErrandRounds::forget_answered(Session& reader) {
    const std::lock_guard lock(guard_);
    for (auto known = answered_.begin(); known != answered_.end();) {
        known = find_errand(reader, OperationId(known->first)) ? std::next(known) : answered_.erase(known);
    }
}

}  // namespace coexist
