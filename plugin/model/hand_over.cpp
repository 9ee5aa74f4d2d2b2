#include "model/hand_over.hpp"

#include <algorithm>

namespace coexist {
namespace {

bool business(Voice voice) {
    return voice == Voice::phone || voice == Voice::staff || voice == Voice::automation || voice == Voice::other_app;
}

enum class Greeting : std::uint8_t { no, yes, unsure };

/// Whether the phone's words at `place` are the app's greeting.
Greeting greeting_at(const std::vector<Spoken>& newest_first, std::size_t place, const HandOverRules& rules,
                     bool complete) {
    if (rules.greeting_seconds <= 0) return Greeting::no;
    const std::int64_t at = newest_first[place].at;
    // Second-granular times tie: what stands in the same second may have come before or after.
    std::optional<std::int64_t> first;
    for (std::size_t index = 0; index < newest_first.size(); ++index) {
        const Spoken& one = newest_first[index];
        if (index == place || one.at > at) continue;
        if (at - one.at <= rules.greeting_seconds) {
            if (business(one.voice)) return Greeting::no;
            if (one.voice == Voice::customer) first = one.at;
            continue;
        }
        if (!first) return Greeting::no;
        return *first - one.at >= greeting_silence ? Greeting::yes : Greeting::no;
    }
    if (!complete) return Greeting::unsure;
    return first ? Greeting::yes : Greeting::no;
}

}  // namespace

NewestAnswer newest_answer(const std::vector<Spoken>& newest_first, const HandOverRules& rules, bool complete) {
    for (std::size_t place = 0; place < newest_first.size(); ++place) {
        const Spoken& one = newest_first[place];
        if (one.voice == Voice::staff) return {one, false};
        if (one.voice != Voice::phone || one.automatic_text) continue;
        switch (greeting_at(newest_first, place, rules, complete)) {
            case Greeting::no:
                return {one, false};
            case Greeting::unsure:
                return {std::nullopt, true};
            case Greeting::yes:
                break;
        }
    }
    return {std::nullopt, !complete};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

HandOver hand_over_at(std::int64_t answered_at, std::int64_t answer_holds_until, const HoldOrder& order,
                      std::int64_t now) {
    HandOver held;
    // An answer in the very second of an order was on its way before it.
    const bool ordered_since = order.at > 0 && order.at / 1000 * 1000 >= answered_at;
    if (answered_at > 0 && !ordered_since && answer_holds_until > now) held = {true, answer_holds_until, false};
    if (order.until > now && order.until > held.until) held = {true, order.until, true};
    return held;
}

}  // namespace coexist
