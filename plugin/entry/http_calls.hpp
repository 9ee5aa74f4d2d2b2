#pragma once
#include <crm/plugin.h>

#include <cstdint>

namespace coexist::calls {

const crm_reply* handle_http(crm_instance* self, const crm_http_request* request);
crm_status submit_http(crm_instance* self, const crm_http_request* request, void* ctx,
                       void (*done)(void* ctx, const crm_reply* reply));

}  // namespace coexist::calls
