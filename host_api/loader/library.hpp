#pragma once

#include <crm/plugin.h>

#include <filesystem>
#include <functional>

#include "loader/manifest.hpp"
#include "loader/opened_file.hpp"
#include "loader/problem.hpp"
#include "loader/registration.hpp"

namespace crm {

/// A plugin mapped into this process, where it stays.
struct LoadedPlugin {
    std::filesystem::path file;
    const crm_plugin* table = nullptr;
    Registration registration;
};

/// Is told where a first contact is about to go, such as "in register_with", so that a crash or a hang has a place.
using Step = std::function<void(const char*)>;

/// Maps the very file that is open (not whatever has its name by now), asks its entry and registers it.
/// RTLD_NOW, so that a missing symbol shows here; RTLD_LOCAL, so that two plugins do not bind to each other; never
/// RTLD_DEEPBIND, which breaks allocators and sanitizers. Never unmapped: plugins leave threads' code, replies and
/// handlers behind. Whoever has not seen the file before probes it first, see probe.hpp.
/// Problems: load_failed (with the dynamic loader's words), no_entry_symbol, wrong_abi_major, registration_invalid,
/// plugin_throws, file_changed.
Result<LoadedPlugin> map_plugin(
    OpenedFile file, const Step& step = [](const char*) {});

}  // namespace crm
