#include "host/console/plugin_request.hpp"

#include <boost/json.hpp>

#include "host/running/plugin_problem.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

/// Whether the plugin takes POST at a path at all.
bool takes_post(const Registration& registration, std::string_view path) {
    const Route* best = nullptr;
    for (const Route& route : registration.routes) {
        const std::string& prefix = route.path_prefix;
        const bool covers = path.substr(0, prefix.size()) == prefix &&
                            (path.size() == prefix.size() || prefix.back() == '/' || path[prefix.size()] == '/');
        if (covers && (best == nullptr || prefix.size() > best->path_prefix.size())) best = &route;
    }
    if (best == nullptr) return false;
    for (const std::string& method : best->methods) {
        if (method == "POST") return true;
    }
    return false;
}

/// What a request of the console carries: it is JSON, no foreign web page made it, and what NAME=VALUE adds.
std::vector<crm_header> request_headers(const std::vector<std::string>& given) {
    std::vector<crm_header> headers{{str("content-type"), str("application/json")},
                                    {str("x-requested-with"), str("crm-host")}};
    for (const std::string& each : given) {
        const std::string_view text = each;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        headers.push_back({str(text.substr(0, equals)), str(text.substr(equals + 1))});
    }
    return headers;
}

}  // namespace

Result<json::object> post(const RunningPlugin& plugin, const std::string& path, const json::object& body,
                          const Person& person, const std::vector<std::string>& headers) {
    const Problem absent{not_offered, plugin.id() + " does not offer this.", "Use a version of it that does."};
    if (!takes_post(plugin.plugin.registration, path)) return absent;
    const std::string text = json::serialize(body);
    const std::string actor = person.actor({});
    const std::vector<crm_header> all = request_headers(headers);
    crm_http_request request = http_request();
    request.method = str("POST");
    request.path = str(path);
    request.headers = all.data();
    request.header_count = static_cast<std::uint32_t>(all.size());
    request.body = str(text);
    request.actor = str(actor);
    const Reply reply = plugin.instance.handle_http(request);
    if (reply.status() == CRM_E_NOT_FOUND || reply.http_status() == 404) return absent;
    if (!reply.ok() || reply.http_status() >= 300) return problem_of(reply, plugin.id());
    json::error_code error;
    const json::value answer = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    return !error && answer.is_object() ? answer.get_object() : json::object();
}

}  // namespace crm::console
