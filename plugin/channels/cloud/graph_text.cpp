#include "channels/cloud/graph_text.hpp"

#include <boost/json.hpp>

namespace coexist::cloud {

namespace {

boost::json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

std::string text_body(const Identity& recipient, std::string_view text, bool preview_url, std::string_view reply_to,
                      std::string_view callback) {
    boost::json::object body;
    body["messaging_product"] = "whatsapp";
    body["recipient_type"] = "individual";
    if (recipient.kind == IdentityKind::wa_id) {
        body["to"] = "+" + digits_of(recipient.value);
    } else {
        body["recipient"] = recipient.value;
    }
    if (!reply_to.empty()) body["context"] = boost::json::object{{"message_id", view(reply_to)}};
    body["type"] = "text";
    body["text"] = boost::json::object{{"preview_url", preview_url}, {"body", view(text)}};
    if (!callback.empty()) body["biz_opaque_callback_data"] = view(callback);
    return boost::json::serialize(body);
}

}  // namespace coexist::cloud
