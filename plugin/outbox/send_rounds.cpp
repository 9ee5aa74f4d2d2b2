#include "outbox/send_rounds.hpp"

#include <algorithm>
#include <limits>

#include "outbox/waits.hpp"
#include "store/media.hpp"
#include "store/sends.hpp"

namespace coexist {
namespace {

constexpr std::size_t uploads_at_once = 2;
// After this nothing is borrowed any more of what one person may get (model/pace.hpp).
constexpr std::int64_t longest_loan_ms = 300'000;

std::string key_of(std::int64_t account, const std::string& recipient) {
    return std::to_string(account) + ">" + recipient;
}

/// Those whose time has come, the longest waiting first; at most `limit` of those that never had to wait, of those that
/// had, and of those whose time was told by a clock that has been set back since. `all`: whether there are no others.
std::vector<SendInLine> in_turn(Session& reader, std::int64_t account, bool campaign, std::int64_t now,
                                std::int64_t limit, bool& all) {
    constexpr std::int64_t ever = std::numeric_limits<std::int64_t>::max();
    const LinePart parts[] = {
        {account, campaign, -1, 0}, {account, campaign, 0, now}, {account, campaign, now + longest_wait_ms, ever}};
    std::vector<SendInLine> line;
    all = true;
    for (const LinePart& part : parts) {
        std::vector<SendInLine> found = sends_in_line(reader, part, limit);
        if (static_cast<std::int64_t>(found.size()) == limit) all = false;
        line.insert(line.end(), found.begin(), found.end());
    }
    std::sort(line.begin(), line.end(),
              [](const SendInLine& left, const SendInLine& right) { return left.turn < right.turn; });
    return line;
}

}  // namespace

void SendRounds::begin(Session& reader, std::int64_t now) {
    const std::int64_t steady_now = steady_us();
    // A clock that was set back meanwhile: what left "later" counts as just now.
    for (const SendLeft& before : sends_left(reader, now - longest_loan_ms)) {
        const std::int64_t ago_us = std::max<std::int64_t>(now - before.at, 0) * 1000;
        paces_.left(before.account, key_of(before.account, before.recipient), steady_now - ago_us);
    }
    for (const SlowedNumber& slowed : slowed_numbers(reader, now)) {
        const std::int64_t left_ms = std::min(slowed.until - now, slowed_for_ms);
        paces_.slow_down(slowed.account, steady_now + left_ms * 1000);
    }
}

void SendRounds::hand_out(Session& reader, std::set<std::string>& busy, std::int64_t now, std::int64_t& wait_ms) {
    Round round{reader, busy, now, wait_ms};
    for (auto id = next_in_line(reader, 0); id; id = next_in_line(reader, *id)) {
        if (const std::int64_t at = paces_.next_at(*id, steady_us()); at > steady_us()) {
            paces_.waits(*id, steady_us());
            wait_ms = std::min(wait_ms, (at - steady_us()) / 1000 + 1);
            continue;
        }
        if (const auto account = find_account(reader, *id)) hand_out(round, *account);
        if (const std::int64_t due = next_due(reader, *id, now); due > 0) {
            if (const std::int64_t left = left_until(due, now); left > 0) wait_ms = std::min(wait_ms, left);
        }
    }
    paces_.tell(steady_us());
}

void SendRounds::hand_out(Round& round, const AccountRow& account) {
    if (waits_for_number(round, account) || hand_out(round, account, false)) return;
    hand_out(round, account, true);
}

bool SendRounds::waits_for_number(Round& round, const AccountRow& account) {
    const std::int64_t now = steady_us();
    const std::int64_t at = paces_.next_at(account, now);
    if (at <= now) return false;
    // The end of what is under way wakes us where nothing else tells when.
    if (at != SecondWindow::unknown_time) round.wait_ms = std::min(round.wait_ms, (at - now) / 1000 + 1);
    return true;
}

bool SendRounds::hand_out(Round& round, const AccountRow& account, bool campaign) {
    constexpr std::int64_t first_look = 8;
    constexpr std::int64_t more_each_look = 4;
    bool all = false;
    for (std::int64_t limit = first_look; !all; limit *= more_each_look) {
        for (const SendInLine& next : in_turn(round.reader, account.id, campaign, round.now, limit, all)) {
            const std::string key = key_of(account.id, next.recipient);
            if (round.busy.count(key) > 0) continue;
            const std::int64_t now = steady_us();
            if (const std::int64_t at = paces_.next_to(account, key, now); at > now) {
                round.wait_ms = std::min(round.wait_ms, (at - now) / 1000 + 1);
                continue;
            }
            const auto row = find_send(round.reader, next.id);
            if (!row || waits_for_upload(round, account, next, key)) continue;
            paces_.take(account, key, now);
            round.busy.insert(key);
            leave(*row, key);
            if (waits_for_number(round, account)) return true;
        }
    }
    return false;
}

bool SendRounds::waits_for_upload(Round& round, const AccountRow& account, const SendInLine& next,
                                  const std::string& key) {
    if (next.file == 0) return false;
    const auto media = find_media(round.reader, next.file);
    const std::int64_t since = round.now - upload_lifetime_ms;
    if (!media || !platform_id_of(round.reader, upload_of(account, *media), since).empty()) return false;
    const std::lock_guard lock(guard_);
    if (uploading_.size() >= uploads_at_once) return true;
    uploading_.insert(key);
    return false;
}

void SendRounds::leave(const SendRow& row, const std::string& key) {
    pool_.hand({key, [this, row, key] {
                    const Ended ended{*this, row.account, key};
                    departure_.leave(row);
                }});
}

SendRounds::Ended::~Ended() {
    rounds.paces_.ended(account, steady_us());
    const std::lock_guard lock(rounds.guard_);
    rounds.uploading_.erase(key);
}

}  // namespace coexist
