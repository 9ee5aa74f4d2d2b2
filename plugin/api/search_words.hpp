#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace coexist {

/// What somebody looks for: words that all have to stand in one text, in any order and in any case. The Turkish I
/// without a dot counts as one with it, because keyboards differ.
class SearchWords {
  public:
    explicit SearchWords(std::string_view asked);

    /// No word, or only one of a single letter: it would find everything.
    [[nodiscard]] bool too_short() const;
    /// Whether all words stand in the text.
    [[nodiscard]] bool in(std::string_view text) const;
    /// Whether the digits asked for, four or more, stand in this phone number.
    [[nodiscard]] bool in_number(std::string_view number) const;
    /// The text's part round the first word that stands in it, at most `characters`; "…" where something is left away.
    [[nodiscard]] std::string part_of(std::string_view text, std::size_t characters) const;

  private:
    std::vector<std::string> words_;
    std::string digits_;  ///< empty: other things than a number are asked for
};

}  // namespace coexist
