#pragma once
#include <map>
#include <string>

#include "channels/cloud/json_members.hpp"

namespace coexist::cloud {

/// What an item of `type` says beside words and file, by name, each as JSON with the platform's own members in a fixed
/// order and nothing else: "location", "contacts", "button", "interactive" (a reply, with the kind of reply as `type`),
/// "order", "system", "unsupported"; and of any type "referral" (the ad that was clicked), "referred_product",
/// "forwarded" ("once" or "often") and "contacts_origin" (Meta, "Webhooks: messages", one page a type).
std::map<std::string, std::string> parts_of(const json::object& item, const std::string& type);

}  // namespace coexist::cloud
