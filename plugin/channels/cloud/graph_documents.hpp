#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channel/platform_call.hpp"
#include "model/ids.hpp"

namespace coexist::cloud {

/// A number as GET /{phone_number_id} describes it (Meta, "Business phone numbers"). Empty or absent: not told.
struct NumberState {
    PhoneNumberId id;
    std::string display_phone_number;  ///< as Graph writes it: "+90 532 111 00 22"
    std::string digits;                ///< the same, digits only
    std::string verified_name;
    std::optional<bool> is_on_biz_app;  ///< true: also in the WhatsApp Business app
    std::string platform_type;          ///< "CLOUD_API", ...
    std::string status;                 ///< "CONNECTED" to be able to send; no closed list
    std::string quality_rating;         ///< "GREEN", "YELLOW", "RED", "UNKNOWN", "NA"
    std::string code_verification_status;
    std::string name_status;
    std::string account_mode;                       ///< "LIVE", "SANDBOX"
    std::string throughput_level;                   ///< a coexistence number is not paced by it
    std::string messaging_limit;                    ///< "TIER_250", ...
    std::optional<std::int64_t> last_onboarded_at;  ///< Unix seconds
};

/// The fields asked for, as they stand in the query.
extern const char* const number_fields;

/// An accepted send. Accepted is not delivered.
struct Sent {
    Wamid wamid;
    std::string wa_id;           ///< empty if the person is known by BSUID only
    std::string user_id;         ///< BSUID, where it was sent to one
    std::string message_status;  ///< templates only: "accepted", "held_for_quality_assessment", "paused"
};

/// One app that gets a WABA's webhooks.
struct Subscription {
    std::string app_id;
    std::string name;
    std::string override_callback_uri;  ///< empty: the app's own callback
};

/// One page of a WABA's numbers.
struct NumbersPage {
    std::vector<PhoneNumberId> ids;
    std::string after;  ///< cursor of the next page; empty: this is the last
};

/// A file as GET /{media_id} describes it (Meta, "Media: retrieve media URL").
struct MediaNode {
    std::string url;
    std::string mime_type;
    std::string sha256;      ///< lower-case hex, whichever form was used; empty: not told
    std::int64_t bytes = 0;  ///< 0: not told
};

/// One page of a WABA's templates.
struct TemplatesPage {
    std::vector<ListedTemplate> templates;
    std::string after;  ///< cursor of the next page; empty: this is the last
};

/// A file that was given to the platform.
struct Uploaded {
    std::string id;
};

/// {"success":true}
struct Success {};

/// Each reads the whole body of a 200; nothing if it is something else.
std::optional<NumberState> read_number_state(std::string_view body);
std::optional<Sent> read_sent(std::string_view body);
std::optional<std::vector<Subscription>> read_subscription_list(std::string_view body);
std::optional<NumbersPage> read_numbers_page(std::string_view body);
std::optional<MediaNode> read_media_node(std::string_view body);
std::optional<TemplatesPage> read_templates_page(std::string_view body);
/// The list of a gateway that has its own (360dialog, "Template messages"): waba_templates, paged by offset and total,
/// states in small letters, Meta's id of a template under external_id.
std::optional<TemplatesPage> read_configs_templates_page(std::string_view body);
std::optional<Uploaded> read_uploaded(std::string_view body);
std::optional<Success> read_success(std::string_view body);

}  // namespace coexist::cloud
