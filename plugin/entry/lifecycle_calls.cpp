#include "entry/lifecycle_calls.hpp"

#include "config/read_settings.hpp"
#include "entry/arguments.hpp"
#include "entry/configuration_reply.hpp"
#include "entry/instance.hpp"

namespace coexist::calls {

const crm_reply* check_config(const crm_document* document) {
    if (const auto bad = unreadable(document, CRM_SIZE_UPTO(crm_document, source_name), "document"))
        return make_reply(*bad);
    if (auto bad = bad_texts({document->source_name})) return make_reply(*bad);
    std::vector<ProblemError> warnings;
    const auto read = read_settings(text_of(document->text), text_of(document->source_name), &warnings);
    return read ? make_reply(configuration_accepted(*read, warnings)) : make_reply(read.problem());
}

const crm_reply* open(const crm_host* host, const crm_str* options, crm_instance** out) {
    if (out == nullptr || options == nullptr) return make_reply(argument_missing("options or place for the instance"));
    *out = nullptr;
    if (auto bad = bad_texts({*options})) return make_reply(*bad);
    auto read = read_open_options(text_of(*options));
    if (!read) return make_reply(read.problem());
    *out = new crm_instance(host, std::move(read).value());
    return make_reply(Said{CRM_OK, 200, "application/json", "{}", {}, {}});
}

const crm_reply* configure(crm_instance* self, const crm_document* document) {
    if (self == nullptr) return make_reply(argument_missing("instance"));
    if (self->forked()) return make_reply(forked());
    if (const auto bad = unreadable(document, CRM_SIZE_UPTO(crm_document, source_name), "document"))
        return make_reply(*bad);
    if (auto bad = bad_texts({document->source_name})) return make_reply(*bad);
    return make_reply(self->configure(text_of(document->text), text_of(document->source_name)));
}

const crm_reply* start(crm_instance* self) {
    if (self == nullptr) return make_reply(argument_missing("instance"));
    return self->forked() ? make_reply(forked()) : make_reply(self->start());
}

const crm_reply* stop(crm_instance* self, std::uint32_t deadline_ms) {
    if (self == nullptr) return make_reply(argument_missing("instance"));
    return self->forked() ? make_reply(forked()) : make_reply(self->stop(deadline_ms));
}

void close(crm_instance* self) {
    // In a forked child the threads and locks are the parent's: its memory goes with the process.
    if (self == nullptr || self->forked()) return;
    self->stop(0);
    delete self;
}

const crm_reply* health(crm_instance* self) {
    if (self == nullptr) return make_reply(argument_missing("instance"));
    return self->forked() ? make_reply(forked()) : make_reply(self->health());
}

const crm_reply* metrics(crm_instance* self) {
    if (self == nullptr) return make_reply(argument_missing("instance"));
    if (self->forked()) return make_reply(forked());
    const auto engine = self->engine();
    std::string text = engine ? engine->metrics({true, {}}, {}) : std::string("# EOF\n");
    return make_reply(Said{CRM_OK, 200, open_metrics_type, std::move(text), {}, {}});
}

}  // namespace coexist::calls
