#pragma once
#include "http.hpp"
#include "simulator.hpp"

#include <string>

/// The host on which the platform keeps files, lookaside.fbsbx.com in real life.
namespace sim::graph {

/// Keeps a file for a number under a fresh id.
MediaFile& store_file(Simulator& sim, const std::string& phone_number_id, std::string bytes, std::string mime_type);
/// An address of the file that is good for `url_life_ms`, on the host that `request` came to.
std::string address_of(Simulator& sim, const HttpRequest& request, const MediaFile& file);
/// The address at the gateway itself, which needs no key, of a gateway that has one (Kapso); else empty.
std::string address_at_gateway(Simulator& sim, const HttpRequest& request, const MediaFile& file);
/// `{mime_type, sha256 (base64), id, url}`, as live webhooks show a file.
json::object shown_in_webhook(Simulator& sim, const HttpRequest& request, const MediaFile& file);
/// Whether the caller's token or gateway key opens what belongs to the number.
bool may_fetch(const Token* token, const Number* gateway_number, const Number& number);
/// Answers a download, if the request is one.
bool serve_file(Simulator& sim, const HttpRequest& request, const Respond& respond);

}  // namespace sim::graph
