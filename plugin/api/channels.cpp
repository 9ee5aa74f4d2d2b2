#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/routes.hpp"
#include "config/embedded.hpp"
#include "crm/plugin.h"

namespace coexist {
namespace json = boost::json;
namespace {

struct Capability {
    std::uint32_t bit;
    const char* name;
};

constexpr Capability capabilities[] = {
    {CRM_CAN_RECEIVE, "receive"},   {CRM_CAN_SEND, "send"},     {CRM_CAN_TEMPLATES, "templates"},
    {CRM_CAN_MEDIA, "media"},       {CRM_CAN_ECHOES, "echoes"}, {CRM_CAN_HISTORY, "history"},
    {CRM_CAN_CONTACTS, "contacts"}, {CRM_CAN_PAUSE, "pause"},   {CRM_CAN_DISCONNECT, "disconnect"},
    {CRM_CAN_OAUTH, "oauth"},       {CRM_CAN_QR, "qr"},
};

json::object channel_document(const ChannelCard& card) {
    json::array can;
    for (const Capability& capability : capabilities) {
        if ((card.capabilities & capability.bit) != 0) can.push_back(json::value(capability.name));
    }
    return {{"platform", "whatsapp"},
            {"provider", name_of(card.provider)},
            {"label", card.label},
            {"capabilities", std::move(can)}};
}

}  // namespace

Result<HttpAnswer> list_channels(const Call& call) {
    json::array channels;
    for (const ChannelCard* card : call.services.channels) channels.push_back(channel_document(*card));
    return json_answer({{"channels", std::move(channels)}});
}

Result<HttpAnswer> show_openapi(const Call& /*call*/) {
    HttpAnswer answer;
    answer.content_type = "application/yaml";
    answer.body = embedded::file("api/openapi.yaml");
    return answer;
}

}  // namespace coexist
