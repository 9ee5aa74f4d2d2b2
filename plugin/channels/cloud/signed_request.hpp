#pragma once
#include <string_view>

#include "channel/road.hpp"

namespace coexist::cloud {

/// Reads `signed_request`: base64url(HMAC-SHA256) "." base64url(JSON with algorithm, issued_at and user_id) (Meta,
/// "Data deletion request callback"). `fault` says what is wrong with it; whether it is genuine is signed_with's to
/// tell.
SignedRequest read_signed_request(std::string_view text);

/// Whether its signature is this secret's, compared in constant time. An empty secret signs nothing.
bool signed_with(const SignedRequest& request, std::string_view secret);

}  // namespace coexist::cloud
