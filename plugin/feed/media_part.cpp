#include "feed/media_part.hpp"

#include <boost/json.hpp>

#include "store/media.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// Of an imported message whose file the platform did not hand over (Meta, "Onboarding WhatsApp Business app users").
constexpr const char* placeholder_type = "media_placeholder";
constexpr const char* not_shared =
    "The import brings files of the last 14 days only; this one is on the phone. That is how imports are, and no "
    "fault.";

}  // namespace

void put_media_state(Session& session, const AccountId& account, const Message& message, json::object& document) {
    if (!message.content || revoked(message)) return;
    if (!message.content->media && message.content->type == placeholder_type) {
        document["media"] = json::object{{"state", "not_shared"}, {"reason", not_shared}};
    }
    json::value* shown = document.if_contains("media");
    if (shown == nullptr || !message.content->media) return;
    const auto row = find_media(session, media_key(account, message.content->media->id));
    if (!row) return;
    json::object& media = shown->as_object();
    media["state"] = name_of(row->state);
    if (!row->why.empty()) media["reason"] = row->why;
    if (row->state != MediaState::kept) return;
    media["bytes"] = row->bytes;
    media["href"] = "/v1/media/" + media_id(row->key).value;
}

}  // namespace coexist
