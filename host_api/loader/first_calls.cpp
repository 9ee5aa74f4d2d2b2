#include "loader/first_calls.hpp"

#include <crm/plugin_host.hpp>

#include "loader/thrown.hpp"

namespace crm {

Problem plugin_throws(const std::filesystem::path& file, const std::string& place, const std::string& words) {
    return {"plugin_throws", file.string() + " lets an exception out of " + place + ": " + words + ".",
            "Do not install this file; report it to the plugin's vendor: an exception may end the whole host."};
}

std::optional<Problem> make_first_calls(const LoadedPlugin& plugin, const Step& step) {
    const crm_plugin& table = *plugin.table;
    step("in check_config");
    auto thrown = thrown_by([&] {
        const crm_document nothing = document("[", "probe");
        const Reply reply(table, table.check_config(&nothing));
    });
    if (thrown) return plugin_throws(plugin.file, "check_config", *thrown);
    step("in open");
    thrown = thrown_by([&] {
        Instance instance;
        const Reply reply = Instance::open(table, nullptr, "[", instance);
    });
    if (thrown) return plugin_throws(plugin.file, "open", *thrown);
    return std::nullopt;
}

}  // namespace crm
