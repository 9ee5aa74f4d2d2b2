#include "net/http.hpp"

#include <algorithm>
#include <iterator>

namespace coexist::net {

std::string_view Answer::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& one) { return one.first == name; });
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::size_t class_of(const Answer& answer) {
    if (answer.reached != Reached::answered) return 5 + static_cast<std::size_t>(answer.failure);
    return static_cast<std::size_t>(std::clamp(answer.status / 100, 1, 5) - 1);
}

const char* class_name(std::size_t index) {
    constexpr const char* names[] = {
        "1xx", "2xx",     "3xx",   "4xx", "5xx",     "",       "invalid",   "plain_http", "stopped",   "breaker_open",
        "dns", "connect", "proxy", "tls", "timeout", "closed", "truncated", "too_large",  "malformed", "address"};
    return index < std::size(names) ? names[index] : "";
}

namespace {

struct FailureText {
    Failure failure;
    Refusal refusal;
    const char* code;
    const char* next;
};

constexpr FailureText failure_texts[] = {
    {Failure::invalid_request, Refusal::invalid, "http_request_invalid", "Correct the address or the header."},
    {Failure::plain_http, Refusal::config, "http_needs_tls",
     "Use an https address; http is only for loopback addresses."},
    {Failure::stopped, Refusal::unavailable, "http_stopped", "Start the plugin again."},
    {Failure::breaker_open, Refusal::unavailable, "http_host_paused", "Wait: the host is tried again by itself."},
    {Failure::dns, Refusal::unavailable, "http_name_not_found", "Check the host name and this machine's DNS."},
    {Failure::connect, Refusal::unavailable, "http_connect_failed", "Check that this machine reaches the host."},
    {Failure::proxy, Refusal::unavailable, "http_proxy_failed", "Check the proxy's address, user and password."},
    {Failure::tls, Refusal::unavailable, "http_tls_failed",
     "Check the CA file, the host's certificate and this machine's clock."},
    {Failure::timeout, Refusal::timeout, "http_timeout", "Look whether it happened before trying again."},
    {Failure::closed, Refusal::unavailable, "http_closed", "Look whether it happened before trying again."},
    {Failure::truncated, Refusal::unavailable, "http_answer_truncated",
     "Look whether it happened before trying again."},
    {Failure::too_large, Refusal::too_large, "http_answer_too_large", "Look whether it happened before trying again."},
    {Failure::malformed, Refusal::unavailable, "http_answer_malformed",
     "Check that the address is the API's; look whether it happened before trying again."},
    {Failure::address, Refusal::denied, "http_address_private",
     "Check what this machine's DNS says of the host: it must lie on the public Internet."},
};

}  // namespace

Problem problem_of(const Answer& answer) {
    for (const FailureText& text : failure_texts) {
        if (text.failure != answer.failure) continue;
        const bool sure = answer.reached == Reached::not_sent && answer.failure == Failure::timeout;
        return {text.refusal, text.code, answer.reason, sure ? "Nothing was sent: try again." : text.next, {}};
    }
    return {Refusal::internal, "http_unexpected", answer.reason, "Report this with the log.", {}};
}

}  // namespace coexist::net
