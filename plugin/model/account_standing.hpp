#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "model/account_life.hpp"
#include "model/account_signs.hpp"

namespace coexist {

/// How a number stands at the platform by all that is known of it, and since when.
struct Standing {
    Attachment attachment = Attachment::attached;
    std::int64_t since = 0;  ///< Unix ms; 0: as ever
    std::string reason;      ///< a stable word of the platform's or of ours; empty with `since` 0
    std::string initiated_by;
    bool told = false;  ///< by the platform's own word (a webhook), not by what our calls showed
    bool operator==(const Standing&) const = default;
};

/// How long after a webhook's arrival a read must have been asked for before it may contradict it: the platform's own
/// parts agree with each other only after a while.
constexpr std::int64_t settling_ms = 60'000;

/// Webhooks and signs together. A read that found the number attached overrides a webhook that says otherwise only if
/// two such reads were asked for a minute or more after the webhook came; where two webhooks contradict each other, one
/// read decides. A sign that the number is gone counts until a later read finds it, or a webhook tells that it is back.
/// `generation_start` (Unix ms): what was told or asked before speaks of an earlier connection.
Standing standing_of(const AccountLife& life, const AccountSigns& signs, std::int64_t generation_start);

/// When a read can first be evidence about this event, Unix ms. `undecided`: as soon as it was asked after it came.
std::int64_t read_counts_from(const LifeVerdict& word);

/// The word for a webhook that told no reason: "PARTNER_REMOVED", "ACCOUNT_OFFBOARDED", ...
std::string_view reason_word(LifeKind kind);

}  // namespace coexist
