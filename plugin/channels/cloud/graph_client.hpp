#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "channels/cloud/graph_documents.hpp"
#include "channels/cloud/graph_result.hpp"
#include "channels/cloud/usage_headers.hpp"
#include "config/settings.hpp"
#include "model/ids.hpp"
#include "net/http_client.hpp"
#include "secrets/secret.hpp"

namespace coexist::cloud {

/// Where and how a Graph-compatible API is reached: Meta itself, or a gateway that speaks Cloud API bodies.
struct GraphEndpoint {
    std::string base_url = "https://graph.facebook.com";  ///< without a slash at the end
    std::string version = "v25.0";                        ///< empty for gateways that carry it in the base or have none
    std::string auth_header = "Authorization";
    std::string auth_prefix = "Bearer ";  ///< empty: the bare key
    Secret token;
    GatewayOffer offers;
    Secret app_secret;  ///< if present, calls carry appsecret_proof (Meta, "Securing Graph API calls")
    std::string road;   ///< its name in the configuration
    UsageEar usage;     ///< hears what each answer tells of limits; may be empty
};

struct NodeCall;

/// The typed calls. Each waits for the network at most the HTTP client's total timeout and is thread-safe.
///
/// There is deliberately no call here for register (see CloudSignup::register_dedicated), deregister, request_code,
/// verify_code or the two-step PIN: on a coexistence number they could take it off its owner's phone (Meta, "Onboarding
/// WhatsApp Business app users": skip number registration). Ids that are not plain ids are refused, so that none of
/// these can be smuggled into a path.
class GraphClient {
  public:
    /// Both outlive the client.
    GraphClient(net::HttpClient& http, const GraphEndpoint& endpoint) : http_(http), endpoint_(endpoint) {}

    /// GET /{phone_number_id}: what the number is now.
    [[nodiscard]] GraphResult<NumberState> read_number(const PhoneNumberId& number) const;
    /// GET /{waba_id}/phone_numbers: one page of the WABA's numbers after `after` (empty: the first).
    [[nodiscard]] GraphResult<NumbersPage> read_numbers(const WabaId& waba, const std::string& after) const;
    /// POST /{waba_id}/subscribed_apps: this app gets the WABA's webhooks. May be repeated.
    [[nodiscard]] GraphResult<Success> subscribe(const WabaId& waba) const;
    /// GET /{waba_id}/subscribed_apps: every partner's app; look for one's own, never for "not empty".
    [[nodiscard]] GraphResult<std::vector<Subscription>> read_subscriptions(const WabaId& waba) const;
    /// DELETE /{waba_id}/subscribed_apps: this app gets no more webhooks. Does not disconnect the number.
    [[nodiscard]] GraphResult<Success> unsubscribe(const WabaId& waba) const;
    /// GET /{waba_id}/message_templates, or what the endpoint offers instead: one page of the WABA's templates after
    /// `after` (empty: the first). Not for an endpoint that offers no list.
    [[nodiscard]] GraphResult<TemplatesPage> read_templates(const WabaId& waba, const std::string& after) const;
    /// GET /{media_id} (of this number, where paths name numbers): where a file of this number lies, for the next five
    /// minutes.
    [[nodiscard]] GraphResult<MediaNode> read_media(const std::string& media, const PhoneNumberId& number) const;
    /// POST /{phone_number_id}/media, or /media where the key names the number: gives the platform the file at `path`,
    /// read while it leaves.
    [[nodiscard]] GraphResult<Uploaded> upload(const PhoneNumberId& number, const std::string& path,
                                               const std::string& mime_type) const;
    /// POST /{phone_number_id}/messages, or /messages likewise, with a body of Cloud API. There is no idempotency key:
    /// Unknown must never be repeated blindly. An answer that cannot be understood is Unknown too, a Graph error of any
    /// status is a refusal.
    [[nodiscard]] GraphResult<Sent> send(const PhoneNumberId& number, const std::string& body_json) const;
    /// POST /{phone_number_id}/messages with status "read", and with a typing indicator where `typing` (Meta, "Typing
    /// indicators"). May be repeated.
    [[nodiscard]] GraphResult<Success> mark_read(const PhoneNumberId& number, const std::string& wamid,
                                                 bool typing) const;

  private:
    /// `id` and `edge` make the path; `query` is complete ("fields=...") or empty.
    [[nodiscard]] net::Answer call(std::string_view method, const std::string& id, std::string_view edge,
                                   const std::string& query, const std::string& body) const;
    /// The call on the number itself, in the form that the endpoint takes.
    [[nodiscard]] NodeCall of_number(const PhoneNumberId& number, std::string_view edge, std::string_view body) const;

    net::HttpClient& http_;
    const GraphEndpoint& endpoint_;
};

}  // namespace coexist::cloud
