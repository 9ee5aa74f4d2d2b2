#pragma once
#include "account.hpp"
#include "ids.hpp"
#include "json_read.hpp"
#include "media_file.hpp"
#include "message_template.hpp"
#include "number.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sim {

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
    std::map<std::string, MediaFile> files;                         ///< by id
    std::map<std::string, std::vector<MessageTemplate>> templates;  ///< by WABA
    /// App and client portfolio -> its WABAs that the app may use, the newest last.
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> grants;

    [[nodiscard]] Number* number(const std::string& id);
    [[nodiscard]] Message* message(const std::string& wamid);
    Message& add(Message message);
    /// The portfolio that owns the number's WABA.
    [[nodiscard]] std::string portfolio_of(const Number& number) const;
    [[nodiscard]] Number* number_of_gateway_key(std::string_view header, std::string_view key);
    /// Messages are forgotten, numbers are as they were registered, guests never wrote, tokens out of codes
    /// never were.
    void forget_conversations();

  private:
    std::unordered_map<std::string, std::size_t> by_wamid_;
};

std::string digits_of(std::string_view text);
/// "905321110022" -> "+90 532 111 00 22"; other countries in groups of three after the calling code.
std::string display_form(std::string_view digits);
std::string_view name_of(Origin origin);
/// "2026-11-18T09:13:20+0000", as the platform writes times.
std::string graph_time(std::int64_t unix_s);

}  // namespace sim
