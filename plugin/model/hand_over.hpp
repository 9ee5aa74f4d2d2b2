#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/message.hpp"

namespace coexist {

/// How long automation is held after a person answered, and what of the phone is no person.
struct HandOverRules {
    std::int64_t hold_minutes = 60;
    /// The app's greeting comes within so many seconds of a guest's first message; 0: never taken for one.
    std::int64_t greeting_seconds = 3;
    std::set<std::string> automatic_texts = {};  ///< as they stand in the app's greeting and away message
    bool operator==(const HandOverRules&) const = default;
};

/// Somebody who spoke live in a conversation.
struct Spoken {
    std::int64_t key = 0;
    std::int64_t at = 0;  ///< platform Unix seconds
    Voice voice = Voice::none;
    bool automatic_text = false;  ///< of the phone: one of the configured texts
};

/// The app greets whoever writes for the first time, or after 14 days without a word (WhatsApp Business app, greeting
/// message).
constexpr std::int64_t greeting_silence = std::int64_t{14} * 24 * 60 * 60;

/// The newest answer of a person among these, who are all that spoke, newest first. Our own sends count if a person
/// asked for them; what the phone sent counts unless it is a configured text, or the first words of the business within
/// greeting_seconds of a guest's first message in 14 days. The platform marks neither greeting nor away message: a
/// text that is not configured and comes later than that is taken for a person's.
/// `complete`: there is nothing older. Nothing is answered while that could change it: `unsure` is set then.
struct NewestAnswer {
    std::optional<Spoken> answer;
    bool unsure = false;
};
NewestAnswer newest_answer(const std::vector<Spoken>& newest_first, const HandOverRules& rules, bool complete);

/// A text without what surrounds it: blanks and line ends before and after it.
std::string_view trimmed(std::string_view text);

/// What staff said last of a conversation.
struct HoldOrder {
    std::int64_t at = 0;     ///< Unix milliseconds; 0: nothing
    std::int64_t until = 0;  ///< Unix milliseconds; 0: released
    std::string actor;
};

/// Who keeps automation out of a conversation.
struct HandOver {
    bool held = false;
    std::int64_t until = 0;  ///< Unix milliseconds; while held
    bool by_staff = false;   ///< held by an order, not by an answer
};

/// `answered_at`, `answer_holds_until`: Unix milliseconds, 0 if no person ever answered; `now` likewise. An order ends
/// what an answer before it held; a later answer holds anew, and not for less than the order.
HandOver hand_over_at(std::int64_t answered_at, std::int64_t answer_holds_until, const HoldOrder& order,
                      std::int64_t now);

}  // namespace coexist
