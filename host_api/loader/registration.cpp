#include "loader/registration.hpp"

#include "loader/manifest.hpp"
#include "loader/registered_text.hpp"
#include "loader/registrar.hpp"

namespace crm {
namespace {

Problem invalid(const std::string& words) {
    return {"registration_invalid", "The plugin does not keep the contract: " + words + ".",
            "Report this to the plugin's vendor; crm-plugin-check FILE shows more."};
}

/// The table's own words, or what is wrong with the table.
std::string check_table(const crm_plugin& plugin, Registration& into) {
    std::string wrong;
    if (!CRM_HAS(&plugin, crm_plugin, metrics)) return "its table's struct_size ends before metrics";
    into.id = required_text(plugin.id, "its id", wrong);
    into.name = required_text(plugin.name, "its name", wrong);
    into.version = required_text(plugin.version, "its version", wrong);
    into.vendor = checked_text(plugin.vendor, "its vendor", wrong);
    into.license = checked_text(plugin.license, "its license", wrong);
    into.abi_version = plugin.abi_version;
    if (!wrong.empty()) return wrong;
    if (!is_plugin_id(into.id)) return "its id \"" + into.id + "\" is not a reverse DNS name";
    const bool complete =
        plugin.release != nullptr && plugin.register_with != nullptr && plugin.check_config != nullptr &&
        plugin.open != nullptr && plugin.configure != nullptr && plugin.start != nullptr && plugin.stop != nullptr &&
        plugin.close != nullptr && plugin.handle_http != nullptr && plugin.submit_http != nullptr &&
        plugin.get_operation != nullptr && plugin.next_events != nullptr && plugin.ack_events != nullptr &&
        plugin.wait_events != nullptr && plugin.forget_consumer != nullptr && plugin.wake != nullptr &&
        plugin.event_fd != nullptr && plugin.health != nullptr && plugin.metrics != nullptr;
    return complete ? std::string() : "its table lacks a function";
}

}  // namespace

const Channel* Registration::channel(const std::string& provider) const {
    for (const Channel& candidate : channels) {
        if (candidate.provider == provider) return &candidate;
    }
    return nullptr;
}

Result<Registration> register_plugin(const crm_plugin& plugin) {
    if (plugin.struct_size < CRM_SIZE_UPTO(crm_plugin, abi_version)) {
        return invalid("its table's struct_size ends before abi_version");
    }
    if (plugin.abi_version >> 16U != CRM_ABI_MAJOR) {
        return Problem{"wrong_abi_major",
                       "The plugin speaks ABI " + abi_text(plugin.abi_version) + "; this host speaks " +
                           abi_text(CRM_ABI_VERSION) + ".",
                       "Get the plugin's build for ABI " + std::to_string(CRM_ABI_MAJOR) + "."};
    }
    Registration table;
    if (const std::string wrong = check_table(plugin, table); !wrong.empty()) return invalid(wrong);

    Registrar registrar;
    const crm_status status = plugin.register_with(&registrar.callbacks());
    registrar.finish();
    if (!registrar.wrong().empty()) return invalid(registrar.wrong());
    if (status < CRM_OK)
        return invalid("register_with answered " + std::to_string(status) + " though nothing was refused");
    Registration all = registrar.take();
    all.id = table.id;
    all.name = table.name;
    all.version = table.version;
    all.vendor = table.vendor;
    all.license = table.license;
    all.abi_version = table.abi_version;
    return all;
}

}  // namespace crm
