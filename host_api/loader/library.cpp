#include "loader/library.hpp"

#define BOOST_DLL_USE_STD_FS
#include <dlfcn.h>
#include <link.h>

#include <boost/dll/shared_library.hpp>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "loader/first_calls.hpp"
#include "loader/thrown.hpp"

namespace crm {
namespace {

using FileIdentity = std::pair<dev_t, ino_t>;

/// A library that stays mapped, and the file that it came from.
struct Kept {
    FileIdentity file;
    boost::dll::shared_library library;
};

/// Keeps a library for the life of the process. glibc finds a library that it has by its name, so a descriptor number
/// used twice would silently answer with the first library: NULL when this one came from another file before.
Kept* keep(const void* map, const FileIdentity& file, boost::dll::shared_library library) {
    static std::mutex mutex;
    static auto* const known = new std::map<const void*, Kept>;  // never destroyed: that would unmap
    const std::lock_guard<std::mutex> lock(mutex);
    Kept& kept = known->try_emplace(map, Kept{file, {}}).first->second;
    if (kept.file != file) return nullptr;
    kept.library = std::move(library);
    return &kept;
}

/// Boost.DLL's message is "boost::dll::shared_library::load() failed (dlerror system message: WORDS): Bad file ...";
/// the dynamic loader's words are the only part that helps. They name the descriptor, people know the path.
std::string loader_words(const std::string& message, const std::string& alias, const std::string& path) {
    constexpr std::string_view opening = "dlerror system message: ";
    const std::size_t begin = message.find(opening);
    if (begin == std::string::npos) return message;
    std::string words = message.substr(begin + opening.size());
    if (const std::size_t end = words.rfind("): "); end != std::string::npos) words.resize(end);
    for (std::size_t at = words.find(alias); at != std::string::npos; at = words.find(alias, at + path.size())) {
        words.replace(at, alias.size(), path);
    }
    return words.rfind(path + ": ", 0) == 0 ? words.substr(path.size() + 2) : words;
}

}  // namespace

Result<LoadedPlugin> map_plugin(OpenedFile file, const Step& step) {
    namespace dll = boost::dll;
    const std::string path = file.path().string();
    const std::string alias = "/proc/self/fd/" + std::to_string(file.descriptor());
    dll::shared_library opened;
    step("while it was mapped, when its static constructors run");
    try {
        opened.load(std::filesystem::path(alias), dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    } catch (const std::exception& error) {
        return Problem{"load_failed",
                       "The dynamic loader refused " + path + ": " + loader_words(error.what(), alias, path) + ".",
                       "Install what it names, or get a build of the plugin for this system."};
    }
    file.keep();
    link_map* map = nullptr;
    ::dlinfo(opened.native(), RTLD_DI_LINKMAP, static_cast<void*>(&map));
    const Kept* const kept = keep(map, {file.device(), file.inode()}, std::move(opened));
    if (kept == nullptr) {
        return Problem{"file_changed",
                       "The dynamic loader answered " + path + " with another file that it had already.",
                       "Restart this program."};
    }
    if (!kept->library.has("crm_plugin_entry")) {
        return Problem{"no_entry_symbol", path + " exports no crm_plugin_entry, so it is no plugin of this contract.",
                       "Name a plugin built with crm/plugin.h."};
    }
    step("in crm_plugin_entry");
    const crm_plugin* table = nullptr;
    auto thrown =
        thrown_by([&] { table = kept->library.get<decltype(crm_plugin_entry)>("crm_plugin_entry")(CRM_ABI_VERSION); });
    if (thrown) return plugin_throws(file.path(), "crm_plugin_entry", *thrown);
    if (table == nullptr) {
        return Problem{"wrong_abi_major",
                       "The plugin in " + path + " does not speak ABI " + abi_text(CRM_ABI_VERSION) + " of this host.",
                       "Get the plugin's build for ABI " + std::to_string(CRM_ABI_MAJOR) + "."};
    }
    step("in register_with");
    std::optional<Result<Registration>> registration;
    thrown = thrown_by([&] { registration.emplace(register_plugin(*table)); });
    if (thrown) return plugin_throws(file.path(), "register_with", *thrown);
    if (!*registration) return registration->problem();
    return LoadedPlugin{file.path(), table, std::move(registration->value())};
}

}  // namespace crm
