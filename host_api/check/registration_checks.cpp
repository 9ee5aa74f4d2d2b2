#include <algorithm>

#include "check/subject.hpp"

namespace crm::check {
namespace {

/// A registrar that takes everything up to a number of pieces and refuses from there on.
struct Refuser {
    int before = 0;
    int seen = 0;
    int after = 0;  // pieces that came behind a refusal

    crm_status take() {
        if (seen > before) ++after;
        return ++seen > before ? static_cast<crm_status>(CRM_E_INVALID) : static_cast<crm_status>(CRM_OK);
    }
    template <typename Piece>
    static crm_status callback(void* ctx, const Piece*) {
        return static_cast<Refuser*>(ctx)->take();
    }
};

crm_status register_with(const crm_plugin& plugin, Refuser& refuser) {
    const crm_registrar registrar{CRM_SIZE_UPTO(crm_registrar, add_route),
                                  0,
                                  &refuser,
                                  &Refuser::callback<crm_channel>,
                                  &Refuser::callback<crm_action_set>,
                                  &Refuser::callback<crm_schema>,
                                  &Refuser::callback<crm_route>};
    return plugin.register_with(&registrar);
}

std::string summary(const Registration& all) {
    std::string text;
    for (const Channel& channel : all.channels)
        text += channel.platform + "/" + channel.provider + " " + channel.label + "\n";
    for (const ActionSet& set : all.action_sets) {
        for (const Action& action : set.actions)
            text += set.provider + "." + action.id + " " + action.input_schema + "\n";
    }
    for (const Schema& schema : all.schemas) text += schema.id + " " + schema.json + "\n";
    for (const Route& route : all.routes) text += route.path_prefix + " " + std::to_string(route.access) + "\n";
    return text;
}

Outcome registration_is_well_formed(const Subject& subject) {
    loaded(subject);  // throws with the words of what is wrong
    return Outcome::passed();
}

Outcome registration_repeats(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    const Result<Registration> again = register_plugin(*plugin.table);
    if (!again) return Outcome::failed("the second time: " + again.problem().detail);
    return summary(again.value()) == summary(plugin.registration)
               ? Outcome::passed()
               : Outcome::failed("the second time it registers something else");
}

Outcome sets_match_channels(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    for (const Channel& channel : plugin.registration.channels) {
        const auto& sets = plugin.registration.action_sets;
        const auto own = [&](const ActionSet& set) { return set.provider == channel.provider; };
        if (std::none_of(sets.begin(), sets.end(), own))
            return Outcome::failed("channel " + channel.provider + " has no action set");
    }
    return Outcome::passed();
}

Outcome has_config_schema(const Subject& subject) {
    for (const Schema& schema : loaded(subject).registration.schemas) {
        if (schema.kind == CRM_SCHEMA_CONFIG) return Outcome::passed();
    }
    return Outcome::failed("no schema has the kind CRM_SCHEMA_CONFIG");
}

Outcome registration_heeds_refusals(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Refuser counting{1 << 20};
    register_with(*plugin.table, counting);
    for (int before = 0; before < counting.seen; ++before) {
        Refuser refuser{before};
        const crm_status status = register_with(*plugin.table, refuser);
        if (status >= CRM_OK) {
            return Outcome::failed("piece " + std::to_string(before + 1) + " was refused and register_with answered " +
                                   std::to_string(status));
        }
        if (refuser.after > 0) {
            return Outcome::failed("piece " + std::to_string(before + 1) + " was refused and the registration went on");
        }
    }
    return Outcome::passed();
}

Outcome refuses_broken_config(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    for (const char* text : {"{]", "\xff\xfe", "a: [1, 2"}) {
        const crm_document document = crm::document(text, "broken");
        const Reply reply(*plugin.table, plugin.table->check_config(&document));
        if (reply.ok()) return Outcome::failed(std::string("it takes the configuration ") + text);
        if (const std::string wrong = no_problem_document(reply); !wrong.empty()) return Outcome::failed(wrong);
    }
    return Outcome::passed();
}

}  // namespace

std::vector<Check> registration_checks() {
    return {
        {"register.well-formed", "what a plugin registers", "all of it is complete, UTF-8, and JSON where it must be",
         "mend the piece that is named", &registration_is_well_formed},
        {"register.repeats", "register_with [static]", "registering twice registers the same",
         "keep nothing between two registrations", &registration_repeats},
        {"register.sets-match", "what a plugin registers", "each channel has an action set",
         "register an action set with the channel's provider", &sets_match_channels},
        {"register.config-schema", "Documents", "there is a schema of the configuration",
         "register one with kind CRM_SCHEMA_CONFIG", &has_config_schema},
        {"register.heeds-refusal", "crm_registrar", "a callback's negative answer ends the registration",
         "return the first negative answer at once", &registration_heeds_refusals},
        {"config.broken", "check_config", "a broken configuration is refused with a problem document",
         "answer CRM_E_CONFIG with code and detail", &refuses_broken_config},
    };
}

}  // namespace crm::check
