#pragma once
#include <crm/plugin.h>

#include "model/provider.hpp"

namespace coexist::calls {

const crm_reply* list_actions(Provider provider, crm_instance* self, const crm_action_call* call);
const crm_reply* list_accounts(Provider provider, crm_instance* self, const crm_action_call* call);
const crm_reply* invoke_action(Provider provider, crm_instance* self, const crm_action_call* call);

}  // namespace coexist::calls
