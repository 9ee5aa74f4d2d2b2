#include "model/history_report.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace coexist {
namespace {

constexpr std::int64_t quiet_ms = 15LL * 60 * 1000;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::size_t most_missing = 100;

constexpr std::array<std::string_view, 4> choices{"open", "held", "accepted", "refused"};
constexpr std::array<std::string_view, 4> requests{"none", "accepted", "unknown", "missed"};
constexpr std::array<std::string_view, 10> outcomes{"not_asked", "held",           "waiting",  "running", "no_gap_seen",
                                                    "gap",       "nothing_shared", "declined", "missed",  "refused"};

template <class Word, std::size_t Count>
Word named(const std::array<std::string_view, Count>& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? Word{} : static_cast<Word>(found - names.begin());
}

bool has_gap(const HistoryImport& import) {
    const std::vector<HistoryPhase> phases = phases_of(import);
    return std::any_of(phases.begin(), phases.end(), [](const HistoryPhase& one) { return one.missing_count > 0; });
}

HistoryOutcome before_any_piece(const HistorySituation& situation, std::int64_t now_ms) {
    if (declined(situation.import)) return HistoryOutcome::declined;
    const bool too_late = situation.possible_until > 0 && now_ms >= situation.possible_until;
    switch (situation.request) {
        case HistoryRequest::missed:
            return HistoryOutcome::missed;
        case HistoryRequest::none:
            return too_late ? HistoryOutcome::missed : HistoryOutcome::not_asked;
        default:
            return now_ms >= situation.requested_at + day_ms ? HistoryOutcome::nothing_shared : HistoryOutcome::waiting;
    }
}

std::string numbers(const std::vector<std::int64_t>& list) {
    std::string text;
    for (const std::int64_t one : list) text += (text.empty() ? "" : ", ") + std::to_string(one);
    return text;
}

std::string gap_words(const HistorySituation& situation) {
    std::string text;
    for (const HistoryPhase& phase : phases_of(situation.import)) {
        if (phase.missing_count == 0) continue;
        text += "Of phase " + std::to_string(phase.phase) + " the pieces " + numbers(phase.missing) +
                (phase.missing_count > static_cast<std::int64_t>(phase.missing.size()) ? " and more" : "") +
                " did not come. ";
    }
    const std::int64_t progress = progress_of(situation.import);
    if (progress < 100) {
        text += "It stopped at " + std::to_string(progress) + " percent: for 24 hours nothing more came. ";
    }
    return text +
           "What came is kept, and what still comes is added. To import again, the owner disconnects on the phone "
           "and connects anew.";
}

}  // namespace

std::string_view name_of(HistoryChoice choice) {
    return choices.at(static_cast<std::size_t>(choice));
}

HistoryChoice history_choice_named(std::string_view name) {
    return named<HistoryChoice>(choices, name);
}

std::string_view name_of(HistoryRequest request) {
    return requests.at(static_cast<std::size_t>(request));
}

HistoryRequest history_request_named(std::string_view name) {
    return named<HistoryRequest>(requests, name);
}

std::string_view name_of(HistoryOutcome outcome) {
    return outcomes.at(static_cast<std::size_t>(outcome));
}

HistoryOutcome history_outcome_named(std::string_view name) {
    return named<HistoryOutcome>(outcomes, name);
}

bool over(HistoryOutcome outcome) {
    return outcome >= HistoryOutcome::no_gap_seen;
}

HistoryOutcome outcome_at(const HistorySituation& situation, std::int64_t now_ms) {
    const HistoryImport& import = situation.import;
    if (situation.choice == HistoryChoice::refused) return HistoryOutcome::refused;
    if (situation.choice == HistoryChoice::held) {
        const bool too_late = situation.possible_until > 0 && now_ms >= situation.possible_until;
        return too_late ? HistoryOutcome::missed : HistoryOutcome::held;
    }
    if (import.chunks.empty()) return before_any_piece(situation, now_ms);
    const bool finished = progress_of(import) >= 100;
    const std::int64_t patience = finished ? quiet_ms : day_ms;
    if (now_ms < last_piece_at(import) * 1000 + patience) return HistoryOutcome::running;
    if (!finished || has_gap(import)) return HistoryOutcome::gap;
    return messages_told(import) == 0 ? HistoryOutcome::nothing_shared : HistoryOutcome::no_gap_seen;
}

std::vector<HistoryPhase> phases_of(const HistoryImport& import) {
    std::map<std::int64_t, HistoryPhase> phases;
    for (const auto& [place, chunk] : import.chunks) {  // in the order of phase and number
        HistoryPhase& phase = phases[place.phase];
        phase.phase = place.phase;
        ++phase.chunks;
        if (place.order < 1) continue;
        phase.missing_count += place.order - phase.highest - 1;
        for (std::int64_t order = phase.highest + 1; order < place.order && phase.missing.size() < most_missing;
             ++order) {
            phase.missing.push_back(order);
        }
        phase.highest = place.order;
    }
    std::vector<HistoryPhase> list;
    list.reserve(phases.size());
    for (auto& [number, phase] : phases) list.push_back(std::move(phase));
    return list;
}

std::int64_t last_piece_at(const HistoryImport& import) {
    std::int64_t newest = 0;
    for (const auto& [place, chunk] : import.chunks) newest = std::max(newest, chunk.received_at);
    return newest;
}

std::int64_t messages_told(const HistoryImport& import) {
    std::int64_t sum = 0;
    for (const auto& [place, chunk] : import.chunks) sum += chunk.messages;
    return sum;
}

std::string words_of(HistoryOutcome outcome, const HistorySituation& situation) {
    switch (outcome) {
        case HistoryOutcome::not_asked:
            return situation.possible_until > 0 ? "The history was not asked for yet."
                                                : "The history is not ours to ask for on this connection; what arrives "
                                                  "is taken.";
        case HistoryOutcome::held:
            return situation.possible_until > 0
                       ? "The import waits for a person: accept or decline it. WhatsApp gives the history only within "
                         "24 hours of the connection."
                       : "The import waits for a person: accept or decline it. What has arrived is kept and not shown.";
        case HistoryOutcome::waiting:
            return "WhatsApp has the request and nothing has come yet. It takes minutes to hours; the app should be "
                   "open "
                   "on the phone.";
        case HistoryOutcome::running:
            return "The import runs.";
        case HistoryOutcome::no_gap_seen:
            return "The import ended and no gap was seen.";
        case HistoryOutcome::gap:
            return gap_words(situation);
        case HistoryOutcome::nothing_shared:
            return "WhatsApp took the request and sent no message. New messages work normally. To try again, the owner "
                   "disconnects on the phone and connects anew, with the app open.";
        case HistoryOutcome::declined:
            return "The owner does not share the chat history (the choice is made on the phone while connecting). New "
                   "messages work normally.";
        case HistoryOutcome::missed:
            return "The history cannot be imported any more: WhatsApp gives it only within 24 hours of the connection. "
                   "To "
                   "import, the owner disconnects on the phone and connects anew. New messages work normally.";
        case HistoryOutcome::refused:
            return "No history is imported, as was decided here. New messages work normally. To import after all, the "
                   "owner disconnects on the phone and connects anew.";
    }
    return {};
}

std::string unproven(const HistorySituation& situation) {
    if (situation.import.chunks.empty()) return {};
    return "The end of phase 0 and of phase 1 cannot be proven: WhatsApp numbers the pieces of a phase and does not "
           "tell "
           "how many there are, so a last piece that never came leaves no trace. A phase without messages sends "
           "nothing.";
}

}  // namespace coexist
