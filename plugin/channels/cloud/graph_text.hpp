#pragma once
#include <string>
#include <string_view>

#include "model/identity.hpp"

namespace coexist::cloud {

/// The body of a text message for POST /{phone_number_id}/messages (Meta, "Cloud API: text messages"). A wa_id goes
/// to "to" with a plus sign, a BSUID to "recipient". `reply_to`: wamid of the message to quote, empty = none.
/// `callback` (biz_opaque_callback_data) comes back in every status of this message: it is how an unknown outcome is
/// resolved. The text is UTF-8 of at most 4096 characters; lengths are the caller's duty, who can name the field.
std::string text_body(const Identity& recipient, std::string_view text, bool preview_url, std::string_view reply_to,
                      std::string_view callback);

}  // namespace coexist::cloud
