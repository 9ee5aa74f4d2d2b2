#pragma once
#include "settings.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sim {

struct Options {
    std::string bind = "127.0.0.1";
    std::uint16_t port = 8090;
    std::string world_file;
    std::uint64_t seed = 0;  ///< 0: another one each run
    Settings settings;
};

/// Reads the command line. Returns nothing when the program is to end with `exit_code`: help was asked for (0), or an
/// option is wrong and was named on stderr (2).
std::optional<Options> read_options(int argc, char** argv, int& exit_code);

}  // namespace sim
