#include "channels/cloud/signup_client.hpp"

#include <Poco/URI.h>

#include <boost/json.hpp>

#include "channels/cloud/graph_answer.hpp"
#include "channels/cloud/graph_node.hpp"

namespace coexist::cloud {
namespace json = boost::json;
namespace {

constexpr const char* signup_number_fields =
    "id,display_phone_number,verified_name,is_on_biz_app,platform_type,status,quality_rating,last_onboarded_time";

std::string encoded(std::string_view value) {
    std::string out;
    Poco::URI::encode(std::string(value), "!#$&'()*+,/:;=?@[]%", out);
    return out;
}

std::string url_of(const GraphEndpoint& endpoint, std::string_view path) {
    std::string url = endpoint.base_url;
    if (!endpoint.version.empty()) url.append("/").append(endpoint.version);
    return url.append(path);
}

// Meta, "debug_token": asked with the app's access token, APP_ID|APP_SECRET.
std::string app_access(const SignupApp& app) {
    return "Bearer " + app.app_id + "|" + std::string(app.app_secret.reveal());
}

/// A call of the app itself, on no node.
net::Answer exchanged(net::HttpClient& http, const GraphEndpoint& endpoint, const net::Request& request) {
    net::Answer answer = http.exchange(request);
    hear_usage(endpoint, answer, {}, {});
    return answer;
}

}  // namespace

GraphResult<ExchangedToken> SignupClient::exchange(const Secret& code,
                                                   const std::optional<std::string>& redirect_uri) const {
    net::Request request;
    request.method = "POST";
    request.url = url_of(endpoint_, "/oauth/access_token");
    request.content_type = "application/x-www-form-urlencoded";
    request.body = "client_id=" + encoded(app_.app_id) + "&client_secret=" + encoded(app_.app_secret.reveal()) +
                   "&code=" + encoded(code.reveal());
    if (redirect_uri) request.body += "&redirect_uri=" + encoded(*redirect_uri);
    auto result = result_of(exchanged(http_, endpoint_, request), read_exchanged_token);
    result.raw.body.clear();
    return result;
}

GraphResult<ExchangedToken> SignupClient::fetch_access(const std::string& portfolio) const {
    const std::string body = json::serialize(
        json::object{{"fetch_only", true}, {"scope", "whatsapp_business_management,whatsapp_business_messaging"}});
    auto result = result_of(call_node(http_, endpoint_, {"POST", portfolio, "/system_user_access_tokens", "", body}),
                            read_exchanged_token);
    result.raw.body.clear();
    return result;
}

GraphResult<Grant> SignupClient::debug_token(const Secret& token) const {
    net::Request request;
    request.url = url_of(endpoint_, "/debug_token?input_token=" + encoded(token.reveal()));
    request.headers.emplace_back("Authorization", app_access(app_));
    return result_of(exchanged(http_, endpoint_, request), read_grant);
}

GraphResult<OfferedPage> SignupClient::numbers(const WabaId& waba, const std::string& after) const {
    std::string query = "sort=last_onboarded_time.desc&limit=100&fields=";
    query += signup_number_fields;
    if (!after.empty()) query += "&after=" + encoded(after);
    return result_of(call_node(http_, endpoint_, {"GET", waba.value, "/phone_numbers", query, ""}), read_offered_page);
}

GraphResult<Success> SignupClient::override_callback(const WabaId& waba, const CallbackOverride& callback) const {
    const std::string body = json::serialize(
        json::object{{"override_callback_uri", callback.url}, {"verify_token", callback.verify_token.reveal()}});
    return result_of(call_node(http_, endpoint_, {"POST", waba.value, "/subscribed_apps", "", body}), read_success);
}

GraphResult<std::vector<std::string>> SignupClient::app_fields() const {
    net::Request request;
    request.url = url_of(endpoint_, "/" + app_.app_id + "/subscriptions");
    request.headers.emplace_back("Authorization", app_access(app_));
    return result_of(exchanged(http_, endpoint_, request), read_app_fields);
}

GraphResult<Success> SignupClient::register_dedicated(const PhoneNumberId& number, const Secret& pin) const {
    const std::string body = json::serialize(json::object{
        {"messaging_product", "whatsapp"}, {"pin", json::string_view(pin.reveal().data(), pin.reveal().size())}});
    return result_of(call_node(http_, endpoint_, {"POST", number.value, "/register", "", body}), read_success);
}

GraphResult<SyncAccepted> SignupClient::request_sync(const PhoneNumberId& number, SyncKind kind) const {
    const std::string body =
        json::serialize(json::object{{"messaging_product", "whatsapp"},
                                     {"sync_type", kind == SyncKind::contacts ? "smb_app_state_sync" : "history"}});
    return result_of(call_node(http_, endpoint_, {"POST", number.value, "/smb_app_data", "", body}),
                     read_sync_accepted);
}

}  // namespace coexist::cloud
