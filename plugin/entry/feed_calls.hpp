#pragma once
#include <crm/plugin.h>

#include <cstdint>

namespace coexist::calls {

const crm_reply* next_events(crm_instance* self, const crm_feed_read* read);
crm_status ack_events(crm_instance* self, const crm_feed_read* read);
crm_status wait_events(crm_instance* self, const crm_feed_read* read);
crm_status forget_consumer(crm_instance* self, const crm_feed_read* read);
crm_status wake(crm_instance* self);
std::int32_t event_fd(crm_instance* self, const crm_feed_read* read);
const crm_reply* get_operation(crm_instance* self, const crm_operation_query* query);

}  // namespace coexist::calls
