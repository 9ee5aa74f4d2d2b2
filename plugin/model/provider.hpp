#pragma once
#include <optional>
#include <string_view>

namespace coexist {

/// How a number is attached. Each has its own handler, action set, label and icon.
enum class Provider { coex, meta, meow };

/// "coex", "meta", "meow".
std::string_view name_of(Provider provider);
/// The inverse of name_of; nothing for any other text.
std::optional<Provider> provider_named(std::string_view name);

}  // namespace coexist
