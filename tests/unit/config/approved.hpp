#pragma once
#include "model/problem.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Texts that people read, compared letter by letter with what was approved.
namespace coexist::approval {

/// tests/unit/config.
std::filesystem::path folder();
/// The bytes of a file; fails the test if there is none.
std::string bytes_of(const std::filesystem::path& file);
/// Fails unless `text` is what approved/NAME.txt holds. A text that differs, or that nobody approved yet, is left
/// in the system's temporary folder, from where it can be copied once it has been read.
void check(const std::string& name, const std::string& text);
/// The same for a file of another room.
void check_file(const std::filesystem::path& approved, const std::string& text);
/// "FILE:LINE:COLUMN: POINTER: DETAIL" lines.
std::string lines(std::string_view source_name, const std::vector<ProblemError>& errors);
/// A problem with all that it says.
std::string lines(std::string_view source_name, const Problem& problem);

}  // namespace coexist::approval
