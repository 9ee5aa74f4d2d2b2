#pragma once
#include "json_read.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sim {

/// A message of the time before onboarding, as the owner's phone keeps it.
struct PastMessage {
    std::string wamid;
    std::string guest;  ///< wa_id, or the BSUID of one who hides behind a username
    bool from_business = false;
    std::int64_t at_s = 0;  ///< device time
    std::string type;
    json::value content;
    std::string status;     ///< DELIVERED, ERROR, PENDING, PLAYED, READ, SENT
    bool is_media = false;  ///< told as media_placeholder; the asset follows for those of the last 14 days
};

/// How an accepted sync request is answered by webhooks.
struct SyncScript {
    std::int64_t delay_ms = 20;  ///< before the first webhook and between two
    std::size_t contacts_a_batch = 100;
    std::size_t messages_a_chunk = 500;
    std::string order = "given";            ///< given, reversed, shuffled
    std::string media = "after";            ///< the assets' webhooks come after or before the chunks, or never
    std::string declined = "history";       ///< where error 2593109 stands: history or value
    std::optional<std::size_t> stop_after;  ///< so many chunks, then silence
    bool twice = false;                     ///< every webhook comes two times
};

/// The phone that the owner holds: what its Business app knows and does.
struct OwnerPhone {
    bool business_app = true;   ///< false: the number is on no Business app; only the SMS path is open to it
    bool eligible = true;       ///< false: the Business app was used too little
    bool share_history = true;  ///< the owner's choice while connecting
    bool knocked_off = false;   ///< a dedicated sign-up took the number off the app: never to happen
    std::int64_t last_active_ms = 0;
    std::vector<json::object> contacts;  ///< {full_name, first_name, phone_number, user_id, username}
    std::vector<PastMessage> past;
    SyncScript script;
};

}  // namespace sim
