#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "loader/manifest.hpp"
#include "loader/problem.hpp"

namespace crm {

/// First contact with a file that nobody has loaded yet happens in a child process: what hangs, crashes or throws
/// while it is mapped and registered does so there.
struct Probe {
    std::vector<std::string> command;  ///< a program and arguments; the file is appended
    std::chrono::milliseconds limit{15000};

    /// crm-plugin-check beside this program, or else this program itself, with "--probe".
    static Probe of_this_program();
};

/// What the child learnt: the manifest that the file deserves.
/// Problems: those of OpenedFile, check_elf, map_plugin and make_first_calls; starts_threads; and probe_failed for a
/// child that did not come back in peace, with the step where that happened.
Result<Manifest> probe_file(const Probe& probe, const std::filesystem::path& file);

/// The child's side: main() of "--probe FILE". Prints one JSON line, returns the exit code.
int probe_main(const std::filesystem::path& file);

}  // namespace crm
