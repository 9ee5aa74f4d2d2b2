#pragma once
#include "ids.hpp"
#include "json_read.hpp"
#include "pace.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace sim {

/// A Meta app: who calls, and where its webhooks go.
struct App {
    std::string id;
    std::string secret;
    std::string name;
    std::string callback_url;  ///< webhooks flow only after its handshake
    std::string verify_token;
    bool callback_verified = false;
    std::set<std::string> fields;  ///< subscribed webhook fields; empty: all
};

struct Token {
    std::string text;
    std::string app_id;
    std::set<std::string> waba_ids;
    std::set<std::string> scopes;
    std::int64_t expires_at = 0;  ///< Unix seconds; 0: never
    int invalid_subcode = 0;      ///< 460, 467 ...: refused with 190 and this subcode
    std::string user_id;
    std::string client_business_id;
};

struct Waba {
    std::string id;
    std::string name;
    std::string owner_business_id;
    std::string partner_business_id;
    /// Subscribed app id -> override_callback_uri of this WABA ("" : none).
    std::map<std::string, std::string> subscribed;
};

/// A partner's Cloud-API-compatible gateway in front of one number.
struct Gateway {
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

enum class NumberState { connected, offboarded, disconnected };

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
    std::optional<Gateway> gateway;
    std::optional<StatusScript> statuses;           ///< overrides the simulator's
    std::map<std::string, std::string> overrides;   ///< app id -> webhook URL of this number
    std::unordered_map<std::string, Guest> guests;  ///< by wa_id, or by user_id where there is none
    Throughput throughput;

    /// The guest, made known if new. `user_id` empty: derived from portfolio and wa_id.
    Guest& guest(const std::string& wa_id, const std::string& user_id, const std::string& portfolio);
    [[nodiscard]] Guest* guest_by_user_id(std::string_view user_id);
};

enum class Origin { inbound, echo, api };

/// What really happened, whoever was told: the truth that tests compare a CRM against.
struct Message {
    std::string wamid;
    std::string phone_number_id;
    Origin origin = Origin::inbound;
    std::string guest_key;
    std::string type;
    json::value content;
    std::int64_t at_ms = 0;
    std::string callback_token;  ///< biz_opaque_callback_data
    std::string pricing_category = "service";
    std::string target_wamid;  ///< edit, revoke, reaction: what it is about
    bool revoked = false;
    std::optional<json::value> edited_content;
    std::int64_t marked_read_at_ms = 0;
    std::vector<std::pair<std::string, std::int64_t>> statuses;
};

/// Everything Meta and the phones know. Lives on the io_context's thread; no locks.
class World {
  public:
    std::map<std::string, App> apps;
    std::map<std::string, Token> tokens;  ///< by token text
    std::map<std::string, Waba> wabas;
    std::map<std::string, Number> numbers;
    std::vector<Message> messages;

    [[nodiscard]] Number* number(const std::string& id);
    [[nodiscard]] Message* message(const std::string& wamid);
    Message& add(Message message);
    /// The portfolio that owns the number's WABA.
    [[nodiscard]] std::string portfolio_of(const Number& number) const;
    [[nodiscard]] Number* number_of_gateway_key(std::string_view header, std::string_view key);
    /// Messages are forgotten, numbers are connected again, guests never wrote.
    void forget_conversations();

  private:
    std::unordered_map<std::string, std::size_t> by_wamid_;
};

std::string digits_of(std::string_view text);
/// "905321110022" -> "+90 532 111 00 22"; other countries in groups of three after the calling code.
std::string display_form(std::string_view digits);
std::string_view name_of(Origin origin);
std::string_view name_of(NumberState state);

}  // namespace sim
