#pragma once
#include <optional>
#include <string>
#include <vector>

#include "channel/signup.hpp"
#include "channels/cloud/graph_client.hpp"
#include "channels/cloud/graph_result.hpp"
#include "channels/cloud/signup_documents.hpp"

namespace coexist::cloud {

/// The app whose dialog was used.
struct SignupApp {
    std::string app_id;
    Secret app_secret;
};

/// The calls of a signup at the Graph API. Each waits for the network at most the HTTP client's total timeout and is
/// thread-safe. Codes and tokens travel in bodies or headers wherever the API allows it, so that no access log keeps
/// them.
class SignupClient {
  public:
    /// All outlive the client. `endpoint` carries the token of the calls on a WABA or number.
    SignupClient(net::HttpClient& http, const GraphEndpoint& endpoint, const SignupApp& app)
        : http_(http), endpoint_(endpoint), app_(app) {}

    /// POST /oauth/access_token. The result's body is empty: it held the token.
    [[nodiscard]] GraphResult<ExchangedToken> exchange(const Secret& code,
                                                       const std::optional<std::string>& redirect_uri) const;
    /// POST /{portfolio}/system_user_access_tokens with fetch_only, by the endpoint's token, which is the partner's
    /// own. The result's body is empty, as above.
    [[nodiscard]] GraphResult<ExchangedToken> fetch_access(const std::string& portfolio) const;
    /// GET /debug_token, asked with the app's own access.
    [[nodiscard]] GraphResult<Grant> debug_token(const Secret& token) const;
    /// GET /{waba_id}/phone_numbers with what signup must know of each; one page after `after` (empty: the first).
    [[nodiscard]] GraphResult<OfferedPage> numbers(const WabaId& waba, const std::string& after) const;
    /// POST /{waba_id}/subscribed_apps with a callback of our own. Meta calls that URL before it answers, and takes it
    /// only where the app is subscribed plainly already.
    [[nodiscard]] GraphResult<Success> override_callback(const WabaId& waba, const CallbackOverride& callback) const;
    /// GET /{app_id}/subscriptions, asked with the app's own access.
    [[nodiscard]] GraphResult<std::vector<std::string>> app_fields() const;
    /// POST /{phone_number_id}/register with the two-step PIN. Never for a number of a phone: see
    /// CloudSignup::register_dedicated, which alone may call it.
    [[nodiscard]] GraphResult<Success> register_dedicated(const PhoneNumberId& number, const Secret& pin) const;
    /// POST /{phone_number_id}/smb_app_data.
    [[nodiscard]] GraphResult<SyncAccepted> request_sync(const PhoneNumberId& number, SyncKind kind) const;

  private:
    net::HttpClient& http_;
    const GraphEndpoint& endpoint_;
    const SignupApp& app_;
};

}  // namespace coexist::cloud
