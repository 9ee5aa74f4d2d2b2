#pragma once
#include <crm/plugin.h>

#include <initializer_list>
#include <optional>
#include <string_view>

#include "model/problem.hpp"

namespace coexist {

/// The text of a crm_str; valid as long as what it points to.
inline std::string_view text_of(const crm_str& from) {
    return from.len == 0 ? std::string_view() : std::string_view(from.ptr, from.len);
}

/// Why these texts cannot be taken: one is no UTF-8, or a pointer is missing. Nothing if they can.
std::optional<Problem> bad_texts(std::initializer_list<crm_str> texts);

/// A struct is missing.
Problem argument_missing(const char* what);
/// The caller's struct ends before a field that the call needs.
Problem argument_short(const char* what);
/// Why the caller's struct cannot be read: it is missing, or shorter than `least` bytes by its own word.
template <typename Lent>
std::optional<Problem> unreadable(const Lent* lent, std::uint32_t least, const char* what) {
    if (lent == nullptr) return argument_missing(what);
    return lent->struct_size < least ? std::optional(argument_short(what)) : std::nullopt;
}
/// The call came in another process than open().
Problem forked();
/// The call needs a started instance.
Problem not_started();

}  // namespace coexist
