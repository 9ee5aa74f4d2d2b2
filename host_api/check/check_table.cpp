#include "check/check.hpp"

namespace crm::check {

const std::vector<Check>& checks() {
    static const std::vector<Check> all = {
        {"abi.file", "the file is a whole shared object for this machine", &file_is_loadable},
        {"abi.one-symbol", "crm_plugin_entry is the only symbol that is exported", &exports_one_symbol},
        {"abi.other-majors", "the entry answers NULL to a major version that it does not speak", &refuses_other_majors},
        {"abi.newer-minor", "the entry answers a host of a newer minor version", &takes_newer_minors},
        {"abi.static-entry", "the entry answers the same table every time", &entry_is_static},
        {"load.starts-nothing", "loading and registering start no thread and open no file", &load_starts_nothing},
        {"register.well-formed", "all that is registered is complete, UTF-8, and JSON where it must be",
         &registration_is_well_formed},
        {"register.repeats", "registering twice registers the same", &registration_repeats},
        {"register.sets-match", "each channel has an action set, and each action set a channel", &sets_match_channels},
        {"register.config-schema", "there is a schema of the configuration", &has_config_schema},
        {"register.heeds-refusal", "a callback's negative answer ends the registration", &registration_heeds_refusals},
        {"config.broken", "a broken configuration is refused with a problem document", &refuses_broken_config},
        {"life.broken-options", "broken options are refused with a problem document, and *out is NULL",
         &refuses_broken_options},
        {"life.open-close", "an instance opens and closes, twice", &opens_and_closes},
        {"life.no-host", "an instance opens without a crm_host", &opens_without_host},
        {"life.no-thread", "opening starts no thread", &starts_no_thread_before_start},
        {"life.unavailable", "before start() calls answer CRM_E_UNAVAILABLE, and health answers",
         &is_unavailable_before_start},
        {"life.reply-after-close", "a reply stays valid past close()", &replies_outlive_close},
        {"life.fork", "in a forked child calls answer CRM_E_FORKED", &notices_fork},
        {"life.start-stop", "stop() joins every thread, and the instance starts again", &starts_and_stops},
        {"life.second-owner", "a second owner of one state is refused", &refuses_second_owner},
    };
    return all;
}

}  // namespace crm::check
