#pragma once
#include <compare>
#include <cstdint>
#include <map>

#include "model/message.hpp"

namespace coexist {

/// One piece of the phone's past as the platform cuts it (Meta, "Webhooks: history"): phase 0 is the day of the
/// connection back to 1 day, 1 up to 90 days, 2 up to 180; within each the pieces are numbered and come in any order.
struct HistoryPlace {
    std::int64_t phase = 0;
    std::int64_t order = 0;
    auto operator<=>(const HistoryPlace&) const = default;
};

struct HistoryChunk {
    std::int64_t received_at = 0;  ///< Unix seconds: which connection of the number it belongs to
    std::int64_t progress = 0;     ///< 0 to 100, of the whole import
    std::int64_t messages = 0;     ///< how many it had
    auto operator<=>(const HistoryChunk&) const = default;
};

/// All that came of imports: a value of a join-semilattice. Of a piece that several connections brought, the newest
/// arrival stands.
struct HistoryImport {
    std::map<HistoryPlace, HistoryChunk> chunks;
    std::map<StatusError, std::int64_t> refusals;  ///< why there is none, and when that came last, Unix seconds
    bool operator==(const HistoryImport&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(HistoryImport& into, const HistoryImport& other);

/// What belongs to the connection that began at `generation_start` (Unix ms): all that was received since.
HistoryImport since(const HistoryImport& import, std::int64_t generation_start);

/// How far it says it is, 0 to 100: the greatest of all pieces.
std::int64_t progress_of(const HistoryImport& import);

/// Whether the owner does not share the past (error 2593109): new messages work normally.
bool declined(const HistoryImport& import);

}  // namespace coexist
