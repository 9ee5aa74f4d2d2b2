#pragma once
#include <crm/plugin.h>

#include <string>
#include <string_view>

#include "model/problem.hpp"

namespace coexist {

enum class Role { owner, client, automatic };

/// What open() was given.
struct OpenOptions {
    std::string directory;  ///< of "sqlite:/DIR"
    Role role = Role::automatic;
};

/// Reads {"state": "sqlite:/DIR", "role": "owner" | "client" | "auto"}. Problem options_invalid says what is expected.
Result<OpenOptions> read_open_options(std::string_view json);

}  // namespace coexist
