#include "plugin_receiver.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::size_t most_callers = 4096;
using Headers = std::array<crm_header, 3>;

Headers headers_with(std::string_view signature) {
    return {{{str("host"), str("127.0.0.1")},
             {str("content-type"), str("application/json")},
             {str("x-hub-signature-256"), str(signature)}}};
}

crm_http_request webhook(const std::string& path, std::string_view body, const Headers& headers) {
    crm_http_request request{};
    request.struct_size = sizeof request;
    request.header_count = static_cast<std::uint32_t>(headers.size());
    request.headers = headers.data();
    request.method = str("POST");
    request.path = str(path);
    request.body = str(body);
    return request;
}

}  // namespace

PluginReceiver::PluginReceiver(const Options& options)
    : opened_(options), path_("/webhooks/" + options.text("road", "hotel")), asked_(most_callers) {}

void PluginReceiver::receive(std::string_view body, std::string_view signature, std::uint32_t caller,
                             Callers& callers) {
    const Headers headers = headers_with(signature);
    const crm_http_request request = webhook(path_, body, headers);
    Asked& asked = asked_.at(caller);
    asked = {&callers, opened_.table(), caller};
    if (opened_.table()->submit_http(opened_.instance(), &request, &asked, &PluginReceiver::done) < 0) {
        callers.answered(caller, false);
    }
}

void PluginReceiver::done(void* ctx, const crm_reply* reply) {
    const Asked asked = *static_cast<const Asked*>(ctx);
    const bool stored = reply != nullptr && reply->http_status == 200;
    asked.plugin->release(reply);
    asked.callers->answered(asked.caller, stored);
}

std::uint64_t PluginReceiver::applied() {
    const std::string text = opened_.metrics();
    constexpr std::string_view name = "\nwhatsapp_journal_applied_total ";
    const std::size_t found = text.find(name);
    return found == std::string::npos ? 0 : std::strtoull(text.c_str() + found + name.size(), nullptr, 10);
}

void PluginReceiver::deliver(std::string_view body, std::string_view signature) {
    const Headers headers = headers_with(signature);
    const crm_http_request request = webhook(path_, body, headers);
    const crm_reply* reply = opened_.table()->handle_http(opened_.instance(), &request);
    const bool stored = reply != nullptr && reply->http_status == 200;
    opened_.table()->release(reply);
    if (!stored) throw std::runtime_error("a delivery was not taken");
}

}  // namespace bench
