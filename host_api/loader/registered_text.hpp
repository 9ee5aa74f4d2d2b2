#pragma once

#include <crm/plugin.h>

#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// The text; empty when it is absent. Sets `wrong` (if still empty) to words about `what` when the bytes are
/// no UTF-8 or the pointer is NULL with a length.
std::string checked_text(const crm_str& text, std::string_view what, std::string& wrong);

/// As checked_text, but the text must be there.
std::string required_text(const crm_str& text, std::string_view what, std::string& wrong);

/// Whether the bytes are UTF-8 (RFC 3629: no surrogates, nothing overlong).
bool is_utf8(std::string_view bytes);

/// A short lower-case name as providers and actions have: letters, digits, '_' and '-', first a letter.
bool is_short_name(std::string_view name);

/// Whether the text is one JSON object.
bool is_json_object(std::string_view text);

/// "GET,POST" as its methods; empty when the text is not of that form.
std::vector<std::string> split_methods(std::string_view methods);

}  // namespace crm
