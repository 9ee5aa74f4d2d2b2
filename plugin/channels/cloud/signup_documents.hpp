#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channel/signup.hpp"

namespace coexist::cloud {

/// {"access_token", "token_type", "expires_in"?}
struct ExchangedToken {
    std::string access_token;
    std::int64_t expires_in = 0;
};

/// {"messaging_product", "request_id"}
struct SyncAccepted {
    std::string request_id;
};

/// One page of a WABA's numbers with what signup must know of each.
struct OfferedPage {
    std::vector<OfferedNumber> numbers;
    std::string after;  ///< cursor of the next page; empty: this is the last
};

/// Each reads the whole body of a 200; nothing if it is something else.
std::optional<ExchangedToken> read_exchanged_token(std::string_view body);
std::optional<Grant> read_grant(std::string_view body);
std::optional<OfferedPage> read_offered_page(std::string_view body);
/// The fields of the object whatsapp_business_account, of
/// {"data":[{"object","callback_url","active","fields":[{"name"}]}]}.
std::optional<std::vector<std::string>> read_app_fields(std::string_view body);
std::optional<SyncAccepted> read_sync_accepted(std::string_view body);

}  // namespace coexist::cloud
