#include "channels/cloud/graph_client.hpp"

#include <Poco/URI.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "secrets/digest.hpp"

namespace coexist::cloud {

namespace {

/// Ids are opaque, but none of them holds a slash or a question mark.
bool plain_id(std::string_view id) {
    return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    });
}

std::string appsecret_proof(const GraphEndpoint& endpoint) {
    const Sha256 proof = hmac_sha256(endpoint.app_secret.reveal(), endpoint.token.reveal());
    return "appsecret_proof=" + to_hex({reinterpret_cast<const char*>(proof.data()), proof.size()});
}

/// `read` turns the body of a 2xx into what the call promises.
template <class Said>
GraphResult<Said> result_of(net::Answer&& answer, std::optional<Said> (*read)(std::string_view)) {
    GraphResult<Said> result;
    result.raw = {answer.status,
                  {},
                  std::string(answer.header("date")),
                  std::string(answer.header("x-business-use-case-usage")),
                  std::string(answer.header("x-app-usage"))};
    if (answer.reached == net::Reached::not_sent) {
        result.outcome = NotSent{std::move(answer.reason)};
        return result;
    }
    if (answer.reached == net::Reached::unknown) {
        result.outcome = Unknown{std::move(answer.reason)};
        return result;
    }
    const bool success = answer.status >= 200 && answer.status < 300;
    if (auto error = read_graph_error(answer.status, answer.body)) {
        result.outcome = std::move(*error);
    } else if (auto said = success ? read(answer.body) : std::optional<Said>()) {
        result.outcome = std::move(*said);
    } else if (success || answer.status >= 500) {
        // Somebody between us and the platform may have lost its answer: it may have happened.
        result.outcome =
            Unknown{"The answer with HTTP status " + std::to_string(answer.status) + " could not be understood."};
    } else {
        result.outcome = bare_refusal(answer.status);
    }
    result.raw.body = std::move(answer.body);
    return result;
}

}  // namespace

net::Answer GraphClient::call(std::string_view method, const std::string& id, std::string_view edge,
                              const std::string& query, const std::string& body) const {
    if (!plain_id(id)) {
        net::Answer refused;
        refused.failure = net::Failure::invalid_request;
        refused.reason = "The account's id at the platform is not a plain id.";
        return refused;
    }
    net::Request request;
    request.method = method;
    request.url = endpoint_.base_url;
    if (!endpoint_.version.empty()) request.url.append("/").append(endpoint_.version);
    request.url.append("/").append(id).append(edge);
    std::string complete = query;
    if (!endpoint_.app_secret.empty()) complete += (complete.empty() ? "" : "&") + appsecret_proof(endpoint_);
    if (!complete.empty()) request.url.append("?").append(complete);
    request.headers.emplace_back(endpoint_.auth_header, endpoint_.auth_prefix + std::string(endpoint_.token.reveal()));
    request.body = body;
    request.content_type = "application/json";
    return http_.exchange(request);
}

GraphResult<NumberState> GraphClient::read_number(const PhoneNumberId& number) const {
    return result_of(call("GET", number.value, "", std::string("fields=") + number_fields, ""), read_number_state);
}

GraphResult<NumbersPage> GraphClient::read_numbers(const WabaId& waba, const std::string& after) const {
    std::string query = "fields=id&limit=100";
    if (!after.empty()) {
        query += "&after=";
        Poco::URI::encode(after, "&=+#/?%", query);
    }
    return result_of(call("GET", waba.value, "/phone_numbers", query, ""), read_numbers_page);
}

GraphResult<Success> GraphClient::subscribe(const WabaId& waba) const {
    return result_of(call("POST", waba.value, "/subscribed_apps", "", ""), read_success);
}

GraphResult<std::vector<Subscription>> GraphClient::read_subscriptions(const WabaId& waba) const {
    return result_of(call("GET", waba.value, "/subscribed_apps", "", ""), read_subscription_list);
}

GraphResult<Success> GraphClient::unsubscribe(const WabaId& waba) const {
    return result_of(call("DELETE", waba.value, "/subscribed_apps", "", ""), read_success);
}

GraphResult<Sent> GraphClient::send(const PhoneNumberId& number, const std::string& body_json) const {
    return result_of(call("POST", number.value, "/messages", "", body_json), read_sent);
}

}  // namespace coexist::cloud
