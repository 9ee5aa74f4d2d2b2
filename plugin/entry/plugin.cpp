#include <crm/plugin.h>

#include "entry/feed_calls.hpp"
#include "entry/http_calls.hpp"
#include "entry/lifecycle_calls.hpp"
#include "entry/registration.hpp"
#include "entry/reply.hpp"
#include "entry/thunk.hpp"
#include "entry/version.hpp"

namespace coexist {
namespace {

using namespace calls;

constexpr crm_str text(std::string_view from) {
    return {from.data(), from.size()};
}

void release(const crm_reply* reply) {
    release_reply(reply);
}

constexpr crm_plugin plugin = {CRM_SIZE_UPTO(crm_plugin, metrics),
                               CRM_ABI_VERSION,
                               text("io.coexist.whatsapp"),
                               text("WhatsApp coexistence"),
                               text(plugin_version),
                               text("The coexist authors"),
                               text("Apache-2.0"),
                               Thunk<release>::call,
                               Thunk<register_with>::call,
                               Thunk<check_config>::call,
                               Thunk<open>::call,
                               Thunk<configure>::call,
                               Thunk<start>::call,
                               Thunk<stop>::call,
                               Thunk<close>::call,
                               Thunk<handle_http>::call,
                               Thunk<submit_http>::call,
                               Thunk<get_operation>::call,
                               Thunk<next_events>::call,
                               Thunk<ack_events>::call,
                               Thunk<wait_events>::call,
                               Thunk<forget_consumer>::call,
                               Thunk<wake>::call,
                               Thunk<event_fd, -1>::call,
                               Thunk<health>::call,
                               Thunk<metrics>::call};

}  // namespace
}  // namespace coexist

extern "C" const crm_plugin* crm_plugin_entry(uint32_t host_abi_version) {
    return host_abi_version >> 16 == CRM_ABI_MAJOR ? &coexist::plugin : nullptr;
}
