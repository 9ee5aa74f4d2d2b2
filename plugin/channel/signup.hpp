#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "channel/channel.hpp"
#include "channel/platform_call.hpp"
#include "model/ids.hpp"
#include "secrets/secret.hpp"

namespace coexist {

/// The exchange of a code. `body` stays empty: the answer holds the token itself.
struct TokenOutcome : CallOutcome {
    Secret token;
    std::int64_t expires_in = 0;  ///< seconds; 0: the platform named no end
};

/// What a token opens, as the platform says (Meta, "debug_token").
struct Grant {
    std::string app_id;
    std::string user_id;  ///< of the grant, scoped to the app: later callbacks of the platform name it
    bool valid = false;
    std::vector<std::string> scopes;
    std::vector<WabaId> wabas;    ///< newest first
    std::int64_t expires_at = 0;  ///< Unix seconds; 0: never
};

struct GrantOutcome : CallOutcome {
    Grant grant;
};

/// One number of a WABA.
struct OfferedNumber {
    PhoneNumberId id;
    WabaId waba_id;
    NumberNode node;
    std::int64_t last_onboarded_at = 0;  ///< Unix seconds; 0: not told
};

struct NumbersOutcome : CallOutcome {
    std::vector<OfferedNumber> numbers;
};

/// The fields of webhooks that the app gets.
struct FieldsOutcome : CallOutcome {
    std::vector<std::string> fields;
};

/// How a dedicated number came to the platform.
struct RegisterOutcome : CallOutcome {
    enum class Found { to_register, registered_before, on_phone, not_told };
    Found found =
        Found::not_told;  ///< what the platform said of the number right before; only the first was called for
};

/// What became of a test delivery of our own. `code`: of our own refusal, where it was ours that answered.
struct TestDeliveryOutcome : CallOutcome {
    std::string code;
};

/// What the phone is asked to hand over.
enum class SyncKind { contacts, history };

struct SyncOutcome : CallOutcome {
    std::string request_id;  ///< for the platform's support
};

/// Where the platform shall deliver one WABA's webhooks instead of the app's own callback.
struct CallbackOverride {
    std::string url;
    Secret verify_token;
};

/// How a number is connected by the platform's own dialog. Calls wait for the network and are made by the owner's
/// workers only; all are thread-safe. `road` names an app of the configuration. There is deliberately nothing here
/// that deregisters or verifies a number: a coexistence number is the phone's.
class SignupDesk {
  public:
    virtual ~SignupDesk() = default;

    /// Turns the dialog's code into a token. A code works once: an unknown outcome must not be repeated.
    /// `redirect_uri`: the dialog's; nothing for a code of the SDK's popup; empty where the configuration asks for an
    /// empty one.
    virtual TokenOutcome exchange(const std::string& road, const Secret& code,
                                  const std::optional<std::string>& redirect_uri) = 0;
    /// The access that a business gave to our app, fetched with the partner's own token instead of a code (Meta,
    /// "Hosted Embedded Signup": POST /{portfolio}/system_user_access_tokens with fetch_only). Makes nothing; may be
    /// repeated. Refused where the road has no such token.
    virtual TokenOutcome partner_access(const std::string& road, const std::string& portfolio) = 0;
    /// What the token opens.
    virtual GrantOutcome inspect(const std::string& road, const Secret& token) = 0;
    /// All numbers of one WABA.
    virtual NumbersOutcome numbers(const std::string& road, const Secret& token, const WabaId& waba) = 0;
    /// Makes the platform deliver the WABA's webhooks to this app, to another callback if one is given, and reads back
    /// that it will. May be repeated.
    virtual CallOutcome subscribe(const Line& line, const CallbackOverride* own_callback) = 0;
    /// Registers a dedicated number with its two-step PIN (6 digits), but reads it first: only one of which the
    /// platform says at this moment that it is not in the WhatsApp Business app, and which is not on the platform yet.
    /// May be repeated (Meta, "Registration").
    virtual RegisterOutcome register_dedicated(const Line& line, const Secret& pin) = 0;
    /// The fields that the app subscribed to.
    virtual FieldsOutcome subscribed_fields(const std::string& road) = 0;
    /// Our own self-test: makes the platform's handshake with a callback of ours and looks whether it is answered.
    virtual CallOutcome handshake(const CallbackOverride& callback) = 0;
    /// Sends a delivery of our own to a webhook address of ours, signed with the road's secret as Meta would sign it.
    /// It speaks of nobody; `word` tells it from others when it arrives. Accepted: it was answered with 200.
    virtual TestDeliveryOutcome deliver_test(const std::string& road, const std::string& url,
                                             const std::string& word) = 0;
    /// Asks for the address book or the history; each kind once a connection and within 24 hours of it.
    virtual SyncOutcome request_sync(const Line& line, SyncKind kind) = 0;
};

}  // namespace coexist
