#include "check/lent_calls.hpp"

namespace crm::check {
namespace {

/// Opens by lent memory, which is gone when this returns.
Instance lent_open(const LoadedPlugin& plugin, const Subject& subject, const Cut& cut) {
    Lent lent;
    crm_host host = quiet_host();
    host.name = lent.text("crm-plugin-check");
    host.version = lent.text("1");
    const crm_str options = lent.text(options_of(subject, "owner"));
    crm_instance* self = nullptr;
    const Reply reply(*plugin.table, plugin.table->open(cut.lend(lent, host), &options, &self));
    if (!reply.ok() || self == nullptr) throw Unfit{"open() refused: " + told(reply)};
    return {*plugin.table, self};
}

/// Configured and started where there is a configuration: calls then go deeper.
Instance lent_instance(const LoadedPlugin& plugin, const Subject& subject, const Cut& cut) {
    Instance instance = lent_open(plugin, subject, cut);
    if (subject.config.empty()) return instance;
    Lent lent;
    crm_document given = document("", "");
    given.text = lent.text(config_text(subject));
    given.source_name = lent.text("lent");
    const Reply configured(*plugin.table, plugin.table->configure(instance.get(), cut.lend(lent, given)));
    const Reply started = instance.start();
    if (!configured.ok()) throw Unfit{"configure() refused: " + told(configured)};
    if (!started.ok()) throw Unfit{"start() refused: " + told(started)};
    return instance;
}

Outcome reads_no_further(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = lent_instance(plugin, subject, {});
    for (int time = 0; time < 2; ++time) {  // what the first kept, the second would read
        for (const LentCall& call : lent_calls(plugin, subject)) {
            Lent lent;
            call.make(instance, lent, {});
        }
    }
    if (!subject.config.empty() && !instance.stop(stop_ms).ok()) return Outcome::failed("stop() is refused");
    return Outcome::passed();
}

Outcome lives_with_newer_hosts(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    const Cut grown{Cut::Kind::grown, 0};
    Instance instance = lent_instance(plugin, subject, grown);
    for (const LentCall& call : lent_calls(plugin, subject)) {
        Lent one;
        Lent two;
        const crm_status known_size = call.make(instance, one, {});
        const crm_status newer = call.make(instance, two, grown);
        // A consumer or a file may be there by the second time, so only the kind of answer is compared.
        if (known_size != newer && call.name != "forget_consumer") {
            return Outcome::failed(call.name + " answers " + std::to_string(known_size) +
                                   ", and to a struct with one field more " + std::to_string(newer));
        }
    }
    return Outcome::passed();
}

Outcome lives_with_older_hosts(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    // now_ms and log are optional: a host that knows neither is a host.
    Instance instance = lent_instance(plugin, subject, {Cut::Kind::part, CRM_SIZE_UPTO(crm_host, version)});
    for (const LentCall& call : lent_calls(plugin, subject)) {
        for (std::uint32_t size = 8; size < call.size; size += 8) {
            Lent lent;
            call.make(instance, lent, {Cut::Kind::part, size});
        }
    }
    const crm_registrar none{};
    for (std::uint32_t size = 8; size < CRM_SIZE_UPTO(crm_registrar, add_route); size += 8) {
        Lent lent;
        if (plugin.table->register_with(lent.part(none, size)) >= CRM_OK)
            return Outcome::failed("register_with takes a registrar without callbacks");
    }
    return Outcome::passed();
}

}  // namespace

std::vector<Check> borrow_checks() {
    return {
        {"borrow.no-further", "Borrowing, Strings",
         "what is lent is read up to its end, is not written, and is not read after the call",
         "use ptr and len together, and copy what you keep", &reads_no_further},
        {"size.newer-host", "Growth", "a larger struct_size, of a newer host, changes no answer",
         "ask CRM_HAS for a field; never compare struct_size with one number", &lives_with_newer_hosts},
        {"size.older-host", "Growth", "a field that struct_size does not reach is not read",
         "ask CRM_HAS before each field, and answer CRM_E_INVALID without those that you need",
         &lives_with_older_hosts},
    };
}

}  // namespace crm::check
