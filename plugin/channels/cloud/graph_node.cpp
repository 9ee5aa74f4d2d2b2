#include "channels/cloud/graph_node.hpp"

#include <algorithm>

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

}  // namespace

void hear_usage(const GraphEndpoint& endpoint, const net::Answer& answer, std::string_view id, std::string_view edge) {
    if (!endpoint.usage) return;
    UsageHeard heard = usage_heard(answer, id, edge);
    heard.road = endpoint.road;
    endpoint.usage(heard);
}

net::Answer call_node(net::HttpClient& http, const GraphEndpoint& endpoint, const NodeCall& call) {
    if (!call.at_base && !plain_id(call.id)) {
        net::Answer refused;
        refused.failure = net::Failure::invalid_request;
        refused.reason = "The account's id at the platform is not a plain id.";
        return refused;
    }
    net::Request request;
    request.method = call.method;
    request.url = endpoint.base_url;
    if (!endpoint.version.empty()) request.url.append("/").append(endpoint.version);
    if (!call.at_base) request.url.append("/").append(call.id);
    request.url.append(call.edge);
    std::string complete(call.query);
    if (!endpoint.app_secret.empty()) complete += (complete.empty() ? "" : "&") + appsecret_proof(endpoint);
    if (!complete.empty()) request.url.append("?").append(complete);
    request.headers.emplace_back(endpoint.auth_header, endpoint.auth_prefix + std::string(endpoint.token.reveal()));
    request.body = call.body;
    request.content_type = call.content_type;
    request.body_file = call.body_file;
    request.body_tail = call.body_tail;
    net::Answer answer = http.exchange(request);
    hear_usage(endpoint, answer, call.id, call.edge);
    return answer;
}

}  // namespace coexist::cloud
