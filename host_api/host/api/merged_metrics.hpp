#pragma once

#include <set>
#include <string>
#include <string_view>

namespace crm {

/// Several OpenMetrics texts as one: a family that an earlier one told already is left out, because a scraper refuses
/// the whole text when a name comes twice.
class MergedMetrics {
  public:
    void add(std::string_view text);
    /// The text, ended.
    std::string finish() { return std::move(text_) + "# EOF\n"; }

  private:
    std::set<std::string, std::less<>> families_;
    std::string text_;
};

}  // namespace crm
