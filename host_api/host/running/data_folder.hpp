#pragma once

#include <filesystem>
#include <string>

namespace crm {

/// Where things lie below --data.
struct DataFolder {
    std::filesystem::path root;

    std::filesystem::path plugin_files() const { return root / "lib"; }
    /// A plugin's own state; it stays when the plugin is removed.
    std::filesystem::path plugin_state(const std::string& id) const { return root / "plugins" / id; }
    /// There while a restore goes on, and after one that was interrupted.
    std::filesystem::path unfinished_restore() const { return root / "restoring"; }
    /// Where the running serve answers its own console, and the key for it.
    std::filesystem::path console_door() const { return root / "serve.json"; }
    /// Held by the running serve.
    std::filesystem::path serve_lock() const { return root / "serve.lock"; }
};

}  // namespace crm
