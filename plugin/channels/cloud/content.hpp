#pragma once
#include <map>
#include <optional>
#include <string>

#include "channels/cloud/json_members.hpp"
#include "model/message.hpp"

namespace coexist::cloud {

/// The platform's word for what an item is; where `type` is missing, the member that it would have named.
std::string type_of(const json::object& item);

/// What an item of `type` says (Meta, "Webhooks: messages", one page a type): text of texts, captions, buttons,
/// replies, places and orders; a reference for media; its parts (content_parts.hpp). System notices, what the platform
/// calls unsupported and types that this version does not know become placeholders. `raw` is the item whole.
Content content_of(const json::element& item, const std::string& type, const Evidence& evidence, Witness witness);

/// The text that an item of `type` shows: body, caption, title. Empty if it has none.
std::string text_of_item(const json::object& item, const std::string& type);

/// The file that an item of `type` refers to, nothing for types without one.
std::optional<Media> media_of(const json::object& item, const std::string& type);

/// The reasons in `errors` of an item, each with `evidence`.
std::map<StatusError, Evidence> errors_of(const json::object& item, const Evidence& evidence);

}  // namespace coexist::cloud
