#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace coexist {

/// What cures an error of the platform.
enum class Cure { retry, fix, wait, reconnect, pay, never };

/// What an error means for the account beside the failed call.
/// Journalled by number: new ones go to the end.
enum class AccountEffect {
    none,
    payment_problem,
    token_invalid,
    restricted,
    window_closed,
    permission_lost,     ///< the token is good, the permission behind it was taken back
    number_unregistered  ///< the number is not on the platform, or not there for us
};

/// The code of a refusal that nobody was asked for: the gateway is known not to offer what was wanted.
inline constexpr std::int64_t not_offered_code = -2;

/// An error that the platform said in its own words and that we understood.
struct PlatformError {
    int http = 0;
    std::int64_t code = 0;  ///< below 0: the platform named none
    std::int64_t subcode = 0;
    std::string details;   ///< the platform's, for the Details fold
    std::string trace_id;  ///< for the platform's support
    Cure cure = Cure::never;
    AccountEffect effect = AccountEffect::none;
    std::string sentence;  ///< ours: what happened
    std::string next;      ///< ours: what to do
};

/// How a call to the platform ended. `unknown`: it left, and no answer came that could be understood; whatever it asked
/// for may have happened.
struct CallOutcome {
    enum class Kind { accepted, refused, not_sent, unknown };
    Kind kind = Kind::unknown;
    std::string reason;   ///< not_sent and unknown: why, without secrets
    PlatformError error;  ///< refused
    int http = 0;
    std::string body;  ///< the answer as it came, for the journal
};

struct SendOutcome : CallOutcome {
    std::string wamid;
};

struct SubscriptionOutcome : CallOutcome {
    std::optional<bool>
        ours;  ///< whether the platform delivers to us; nothing: it is not ours to know, or was not told
};

/// A number as the platform describes it.
struct NumberNode {
    std::string digits;  ///< empty: a gateway that does not tell
    std::string verified_name;
    std::optional<bool> is_on_biz_app;  ///< absent: the platform (or a gateway) does not tell
    std::string platform_type;          ///< "CLOUD_API", ...; empty: not told
    std::string status;
    std::string quality_rating;
    std::int64_t last_onboarded_at = 0;  ///< Unix seconds; 0: not told
    std::string throughput = {};         ///< "STANDARD", "HIGH", ...; empty: not told
};

struct NumberOutcome : CallOutcome {
    NumberNode number;
};

/// A template as the platform lists it (Meta, "Message templates").
struct ListedTemplate {
    std::string id;
    std::string name;
    std::string language;
    std::string category;          ///< "UTILITY", "MARKETING", "AUTHENTICATION"
    std::string status;            ///< "APPROVED", "PAUSED", ...
    std::string reason;            ///< why it was rejected; empty: it was not, or nobody said
    std::string quality;           ///< "GREEN", ...; empty: not told
    std::string parameter_format;  ///< "POSITIONAL" or "NAMED"
    std::string components;        ///< JSON, as the platform has it
    auto operator<=>(const ListedTemplate&) const = default;
};

struct TemplatesOutcome : CallOutcome {
    std::vector<ListedTemplate> templates;  ///< all of the account's, by id
};

}  // namespace coexist
