#pragma once
#include "owner_phone.hpp"
#include "pace.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace sim {

/// A partner's Cloud-API-compatible gateway in front of one number.
struct Gateway {
    std::string kind;    ///< "d360", "kapso" or "custom": what it offers, and by which paths
    std::string header;  ///< request header that carries the key, lower case
    std::string key;
    std::string webhook_url;
    std::string signature_header;  ///< empty: the partner signs nothing
    std::string signature_prefix;  ///< e.g. "sha256="
    std::string signature_secret;
    std::map<std::string, std::string> webhook_headers;  ///< fixed headers some partners add
};

/// When the status webhooks of an accepted message leave; nothing: that status is never sent.
struct StatusScript {
    std::optional<std::int64_t> sent_ms = 10;
    std::optional<std::int64_t> delivered_ms = 40;
    std::optional<std::int64_t> read_ms = 120;
};

/// A guest as one business number knows him. `wa_id` is empty for one who hides behind a username.
struct Guest {
    std::string wa_id;
    std::string user_id;
    std::string username;
    std::string name;
    std::int64_t last_inbound_ms = 0;  ///< opens the customer service window; 0: never wrote
    PairRate pair;
};

/// not_onboarded: only the phone's, the platform does not show it. unregistered: a dedicated number before `register`.
enum class NumberState { connected, offboarded, disconnected, not_onboarded, unregistered };

/// What a sign-up changes and a reset restores.
struct Attachment {
    NumberState state = NumberState::connected;
    bool coex = true;
    bool on_business_app = true;
    std::string app;  ///< whose sign-up attached it; empty: nobody's
};

struct Number {
    std::string id;
    std::string waba_id;
    std::string display;  ///< "+90 532 111 00 22"
    std::string digits;   ///< "905321110022"
    std::string name;
    bool coex = true;
    bool business_scoped_ids = true;  ///< webhooks carry user_id, as since April 2026
    bool check_pair_rate = true;
    int mps = 20;
    std::string quality_rating = "GREEN";
    std::string last_onboarded_time;
    NumberState state = NumberState::connected;
    int refusal_code = 133010;  ///< of sends while not connected: 133010, 131045 or 33
    std::string code_verification_status = "VERIFIED";
    json::object shown;                                ///< fields of the node that are shown otherwise than they are
    std::string attached_app;                          ///< whose sign-up attached it; empty: nobody's
    Attachment first;                                  ///< as the number was registered here
    int onboardings = 1;                               ///< sign-ups so far
    std::int64_t onboarded_at_ms = 0;                  ///< of the newest
    std::map<std::string, std::string> sync_requests;  ///< of the newest: sync_type -> request_id
    OwnerPhone phone;
    std::optional<Gateway> gateway;
    std::optional<StatusScript> statuses;           ///< overrides the simulator's
    std::map<std::string, std::string> overrides;   ///< app id -> webhook URL of this number
    std::unordered_map<std::string, Guest> guests;  ///< by wa_id, or by user_id where there is none
    Throughput throughput;

    /// The guest, made known if new. `user_id` empty: derived from portfolio and wa_id.
    Guest& guest(const std::string& wa_id, const std::string& user_id, const std::string& portfolio);
    [[nodiscard]] Guest* guest_by_user_id(std::string_view user_id);
};

std::string_view name_of(NumberState state);

}  // namespace sim
