#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "store/contacts.hpp"

namespace coexist {

/// The stored forms of what an identity's row holds. The readers take what the writers wrote, in this version or an
/// earlier one, and throw std::exception on anything else.
std::string text_from_names(const NamesTold& names);
NamesTold names_from_text(std::string_view text);

/// Empty for none: nearly every row has none or one.
std::string text_from_links(const std::vector<LinkRow>& links);
std::vector<LinkRow> links_from_text(std::string_view text);

std::string text_from_ends(const Ends& ends);
Ends ends_from_text(std::string_view text);

}  // namespace coexist
