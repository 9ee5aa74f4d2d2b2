#include "model/account_checks.hpp"

#include <algorithm>
#include <string>

#include "model/hash.hpp"

namespace coexist {
namespace {

constexpr std::int64_t shortest_interval = 6 * hour_ms;
constexpr std::int64_t widest_jitter = 6 * hour_ms;
constexpr std::int64_t patience = 24 * hour_ms;
constexpr std::int64_t at_once = 5000;
constexpr std::int64_t still_undecided = 300'000;

std::int64_t interval(std::string_view account_id, std::int64_t after) {
    const std::uint64_t dice = hash64(std::string(account_id) + ":" + std::to_string(after));
    return shortest_interval + static_cast<std::int64_t>(dice % static_cast<std::uint64_t>(widest_jitter));
}

/// When the platform's word, or the first sign, that the number is gone came; Unix ms.
std::int64_t gone_from(const AccountEvidence& evidence, const Standing& standing) {
    if (!standing.told) return standing.since;
    const LifeVerdict word = verdict(evidence.life, evidence.generation_start / 1000);
    return word.because ? word.because->received_at * 1000 : standing.since;
}

/// When a doubt that no read has looked into since should be; `never` if there is none.
std::int64_t doubt_from(const AccountEvidence& evidence, std::int64_t asked, std::int64_t never) {
    const auto doubt = evidence.life.newest.find(LifeKind::doubted);
    // The platform counts seconds: a doubt of the connection's own second is one about it.
    if (doubt == evidence.life.newest.end() || doubt->second.at < evidence.generation_start / 1000) return never;
    const std::int64_t from = (doubt->second.received_at + 1) * 1000;
    return asked < from ? from + at_once : never;
}

std::int64_t word_from(const AccountEvidence& evidence, const Standing& standing, const CallSign* read,
                       std::int64_t never) {
    const LifeVerdict word = verdict(evidence.life, evidence.generation_start / 1000);
    if (!word.because || word.attachment == Attachment::attached) return never;
    const std::int64_t from = read_counts_from(word);
    if (read == nullptr || read->asked_at < from) return from;
    if (standing.attachment == Attachment::attached) return never;
    if (read->kind == SignKind::present) return read->asked_at + settling_ms;
    return standing.attachment == Attachment::undecided ? read->asked_at + still_undecided : never;
}

}  // namespace

std::int64_t next_check(const AccountEvidence& evidence, std::string_view account_id) {
    const CallSign* read = newest_read(evidence.signs, evidence.generation_start);
    const std::int64_t asked = read == nullptr ? evidence.generation_start : read->asked_at;
    const std::int64_t regular = asked + interval(account_id, asked);
    const Standing standing = standing_of(evidence.life, evidence.signs, evidence.generation_start);
    std::int64_t due = std::min(regular, word_from(evidence, standing, read, regular));
    due = std::min(due, doubt_from(evidence, asked, regular));
    constexpr unsigned bad = bit_of(SignKind::absent) | bit_of(SignKind::no_access);
    const std::int64_t since = read == nullptr ? asked : asked + 1;
    if (const CallSign* sign = newest_sign(evidence.signs, since, bad); sign != nullptr && !sign->read) {
        due = std::min(due, sign->asked_at + at_once);
    }
    if (standing.attachment == Attachment::removed) {
        const std::int64_t over = gone_from(evidence, standing) + patience;
        if (asked < over) due = std::min(due, over);
        // The first read that does not find it is looked at again soon: it may be the platform's stumble.
        if (!standing.told && asked <= standing.since) due = std::min(due, standing.since + settling_ms);
    }
    return due;
}

bool token_is_over(const AccountEvidence& evidence, std::int64_t now) {
    const Standing standing = standing_of(evidence.life, evidence.signs, evidence.generation_start);
    if (standing.attachment != Attachment::removed) return false;
    const std::int64_t gone = gone_from(evidence, standing);
    const CallSign* read = newest_read(evidence.signs, evidence.generation_start);
    const bool confirms = read != nullptr && (read->kind == SignKind::absent || read->kind == SignKind::no_access);
    if (!standing.told) return confirms && read->asked_at >= gone + patience;
    return now >= gone + patience || (confirms && read->asked_at >= gone + 1000 + settling_ms);
}

}  // namespace coexist
