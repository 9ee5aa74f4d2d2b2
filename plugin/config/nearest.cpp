#include "config/nearest.hpp"

#include <algorithm>
#include <cctype>

namespace coexist::config {
namespace {

constexpr std::size_t longest_word = 64;

bool same_letter(char a, char b) {
    const auto fold = [](char c) {
        return c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    };
    return fold(a) == fold(b);
}

// Optimal string alignment distance; letters differ only if they do without regard to case.
std::size_t slips(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t wrong = same_letter(a[i - 1], b[j - 1]) ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + wrong});
            const bool exchanged = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
            if (exchanged) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view typed, const std::vector<std::string_view>& known) {
    std::string_view best;
    if (typed.empty() || typed.size() > longest_word) return best;
    std::size_t fewest = std::max<std::size_t>(1, typed.size() / 3) + 1;
    for (const std::string_view word : known) {
        if (word.size() > longest_word) continue;
        const std::size_t found = slips(typed, word);
        if (found < fewest && found < word.size()) {
            fewest = found;
            best = word;
        }
    }
    return best;
}

std::string in_quotes(std::string_view key) {
    std::string shown = "\"";
    for (const char letter : key.substr(0, longest_word)) {
        const auto byte = static_cast<unsigned char>(letter);
        shown += byte < 0x20 || byte == 0x7f ? '?' : letter;
    }
    // A character that the cut went through is left out.
    if (key.size() > longest_word) {
        while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xc0U) == 0x80U) shown.pop_back();
        if (!shown.empty() && static_cast<unsigned char>(shown.back()) >= 0xc0U) shown.pop_back();
        shown += "...";
    }
    return shown + "\"";
}

}  // namespace coexist::config
