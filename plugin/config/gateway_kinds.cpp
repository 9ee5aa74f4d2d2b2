#include "config/gateway_kinds.hpp"

#include <algorithm>
#include <iterator>

namespace coexist::config {
namespace {

constexpr GatewayOffer like_cloud_api{};

// 360dialog, "Messaging API": one key a number, so that paths name none (POST /messages, POST /media, GET /{media_id});
// nothing describes the number or lists the account's; templates have a list of its own (GET /v1/configs/templates);
// files lie at Meta's address, asked for at 360dialog's host ("Upload, retrieve or delete media").
constexpr GatewayOffer like_360dialog{false, false, false, GatewayOffer::Templates::configs, true};

constexpr GatewayKind kinds[] = {
    {"d360", Gateway::Kind::d360, "https://waba-v2.360dialog.io", "D360-API-KEY", like_360dialog},
    // Kapso, "Meta Proxy API": Meta's paths behind its own base.
    {"kapso", Gateway::Kind::kapso, "https://api.kapso.ai/meta/whatsapp/v24.0", "X-API-Key", like_cloud_api},
    {"custom", Gateway::Kind::custom, "", "", like_cloud_api},
};

}  // namespace

const GatewayKind& gateway_kind(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(kinds), std::end(kinds), [name](const GatewayKind& one) { return one.name == name; });
    return found == std::end(kinds) ? kinds[std::size(kinds) - 1] : *found;
}

}  // namespace coexist::config
