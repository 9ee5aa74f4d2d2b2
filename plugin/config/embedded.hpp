#pragma once
#include <string_view>

/// Texts that the build puts into the plugin (cmake/embed.cmake): JSON Schemas, icons.
namespace coexist::embedded {

/// The text of a file by its path below schemas/, e.g. "config/config.schema.json"; lives as long as the
/// program. Empty when the build embedded no file of that name.
std::string_view file(std::string_view name);

}  // namespace coexist::embedded
