#include "channels/cloud/signed_request.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "channels/cloud/graph_json.hpp"
#include "secrets/digest.hpp"

namespace coexist::cloud {
namespace {

constexpr std::string_view algorithm = "HMAC-SHA256";
constexpr std::size_t code_digits = 32;
constexpr std::size_t longest_user_id = 64;

/// The URL's alphabet, with or without padding (RFC 4648, section 5).
std::optional<std::string> from_base64url(std::string_view text) {
    std::string plain(text.substr(0, text.find('=')));
    if (plain.find_first_of("+/") != std::string::npos) return std::nullopt;
    std::replace(plain.begin(), plain.end(), '-', '+');
    std::replace(plain.begin(), plain.end(), '_', '/');
    plain.append((4 - plain.size() % 4) % 4, '=');
    return from_base64(plain);
}

SignedRequest faulty(const char* fault) {
    SignedRequest request;
    request.fault = fault;
    return request;
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= longest_user_id && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    });
}

}  // namespace

SignedRequest read_signed_request(std::string_view text) {
    if (text.empty()) return faulty("The form has no field signed_request.");
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return faulty("The signed request is not two parts with a dot between them.");
    auto signature = from_base64url(text.substr(0, dot));
    const auto json = from_base64url(text.substr(dot + 1));
    if (!signature || !json) return faulty("The signed request is not written in base64url.");
    const auto said = graph_json::parse_object(*json);
    if (!said) return faulty("The signed request holds no JSON object.");
    std::string named = graph_json::text_at(*said, "algorithm");
    std::transform(named.begin(), named.end(), named.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (named != algorithm) return faulty("The signed request is not signed by HMAC-SHA256.");
    SignedRequest request;
    request.user_id = graph_json::text_at(*said, "user_id");
    if (!is_id(request.user_id)) return faulty("The signed request names no user.");
    request.issued_at = graph_json::integer_at(*said, "issued_at").value_or(0);
    if (request.issued_at <= 0) return faulty("The signed request does not tell when it was made.");
    request.signature = std::move(*signature);
    request.payload = text.substr(dot + 1);
    // Of the signature too: what only the platform and the app can make, nobody else can guess.
    request.code = sha256_hex(text).substr(0, code_digits);
    return request;
}

bool signed_with(const SignedRequest& request, std::string_view secret) {
    if (secret.empty()) return false;
    const Sha256 computed = hmac_sha256(secret, request.payload);
    return constant_time_equal(request.signature, {reinterpret_cast<const char*>(computed.data()), computed.size()});
}

}  // namespace coexist::cloud
