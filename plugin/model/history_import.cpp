#include "model/history_import.hpp"

#include <algorithm>

#include "model/registers.hpp"

namespace coexist {
namespace {

/// Meta, "Onboarding WhatsApp Business app users": the business switched the sharing of its history off.
constexpr std::int64_t sharing_is_off = 2593109;

}  // namespace

void join(HistoryImport& into, const HistoryImport& other) {
    registers::keep_greater_each(into.chunks, other.chunks);
    registers::keep_greater_each(into.refusals, other.refusals);
}

HistoryImport since(const HistoryImport& import, std::int64_t generation_start) {
    const std::int64_t start = generation_start / 1000;
    HistoryImport recent;
    for (const auto& [place, chunk] : import.chunks) {
        if (chunk.received_at >= start) recent.chunks.emplace(place, chunk);
    }
    for (const auto& [error, received_at] : import.refusals) {
        if (received_at >= start) recent.refusals.emplace(error, received_at);
    }
    return recent;
}

std::int64_t progress_of(const HistoryImport& import) {
    std::int64_t progress = 0;
    for (const auto& [place, chunk] : import.chunks) progress = std::max(progress, chunk.progress);
    return progress;
}

bool declined(const HistoryImport& import) {
    return std::any_of(import.refusals.begin(), import.refusals.end(),
                       [](const auto& refusal) { return refusal.first.code == sharing_is_off; });
}

}  // namespace coexist
