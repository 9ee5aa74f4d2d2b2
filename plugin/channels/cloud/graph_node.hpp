#pragma once
#include <string>
#include <string_view>

#include "channels/cloud/graph_client.hpp"
#include "net/http_client.hpp"

namespace coexist::cloud {

/// A call on one node of the graph: METHOD BASE/VERSION/ID EDGE ? query; at a gateway whose key names the account also
/// METHOD BASE EDGE ? query.
struct NodeCall {
    std::string_view method;
    std::string_view id;
    std::string_view edge;   ///< "/subscribed_apps", ...; empty: the node itself
    std::string_view query;  ///< complete ("fields=...") or empty
    std::string_view body;   ///< JSON; empty: none
    std::string_view content_type = "application/json";
    std::string body_file = {};  ///< follows the body
    std::string body_tail = {};  ///< follows the file
    bool at_base = false;        ///< without the id: the key says whose node it is
};

/// Tells the endpoint's ear what an answer says of limits. `id`, `edge`: what was called.
void hear_usage(const GraphEndpoint& endpoint, const net::Answer& answer, std::string_view id, std::string_view edge);

/// Makes the call with the endpoint's token (and appsecret_proof, where it has the app's secret). Refuses ids that are
/// not plain ids: with a slash or a question mark in one, another call could be smuggled into the path.
net::Answer call_node(net::HttpClient& http, const GraphEndpoint& endpoint, const NodeCall& call);

}  // namespace coexist::cloud
