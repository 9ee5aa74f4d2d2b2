#include "model/campaign_rules.hpp"

#include <algorithm>

namespace coexist {
namespace {

constexpr std::string_view dotted_capital_i = "\xc4\xb0";
constexpr std::string_view dotless_small_i = "\xc4\xb1";
constexpr std::size_t longest_word = 80;

bool is_sign(char one) {
    constexpr std::string_view signs = " \t\r\n.,;:!?\"'*_~()[]-";
    return signs.find(one) != std::string_view::npos;
}

/// As people mean it: small letters, and the two i of Turkish as one, because phones write either.
std::string bare(std::string_view text) {
    while (!text.empty() && is_sign(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_sign(text.back())) text.remove_suffix(1);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view two = text.substr(at, 2);
        if (two == dotted_capital_i || two == dotless_small_i) {
            out += 'i';
            ++at;
        } else {
            const char one = text[at];
            out += one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
        }
    }
    return out;
}

}  // namespace

std::string_view reason_against(const CampaignWish& wish, bool marketing, std::int64_t now) {
    if (marketing && wish.marketing_stopped) return "marketing_stopped";
    if (wish.opt_in_at <= 0 || wish.opt_in_at > now) return "no_opt_in";
    const std::int64_t wanted_at = std::max(wish.wanted_at, wish.opt_in_at);
    if (wish.stopped_at > 0 && wish.stopped_at >= wanted_at) return "opted_out";
    return {};
}

bool is_word_of(std::string_view message, const std::vector<std::string>& words) {
    if (message.size() > longest_word) return false;
    const std::string said = bare(message);
    return !said.empty() &&
           std::any_of(words.begin(), words.end(), [&said](const std::string& word) { return bare(word) == said; });
}

}  // namespace coexist
