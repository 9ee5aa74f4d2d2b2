#pragma once
#include <crm/plugin.h>

#include <cstdint>

/// The bodies behind the plugin's table; thunks call them. What each does stands in crm/plugin.h.
namespace coexist::calls {

const crm_reply* check_config(const crm_document* document);
const crm_reply* open(const crm_host* host, const crm_str* options, crm_instance** out);
const crm_reply* configure(crm_instance* self, const crm_document* document);
const crm_reply* start(crm_instance* self);
const crm_reply* stop(crm_instance* self, std::uint32_t deadline_ms);
void close(crm_instance* self);
const crm_reply* health(crm_instance* self);
const crm_reply* metrics(crm_instance* self);

}  // namespace coexist::calls
