#pragma once

#include <functional>
#include <optional>
#include <string>

#include "loader/library.hpp"
#include "loader/problem.hpp"

namespace crm {

/// Calls of a plugin just loaded what needs no instance, with input that it has to refuse: check_config and open.
/// `step` is told each before it is made. Problems: plugin_throws.
std::optional<Problem> make_first_calls(const LoadedPlugin& plugin, const Step& step);

/// The refusal of a plugin that lets an exception out. `place` is the function's name, `words` the exception's.
Problem plugin_throws(const std::filesystem::path& file, const std::string& place, const std::string& words);

}  // namespace crm
