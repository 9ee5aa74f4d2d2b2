#include "host/console/plugin_request.hpp"

#include <boost/json.hpp>

#include "host/running/plugin_problem.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

/// Whether the plugin takes this method at a path at all.
bool takes(const Registration& registration, std::string_view wanted, std::string_view path) {
    const Route* best = nullptr;
    for (const Route& route : registration.routes) {
        const std::string& prefix = route.path_prefix;
        const bool covers = path.substr(0, prefix.size()) == prefix &&
                            (path.size() == prefix.size() || prefix.back() == '/' || path[prefix.size()] == '/');
        if (covers && (best == nullptr || prefix.size() > best->path_prefix.size())) best = &route;
    }
    if (best == nullptr) return false;
    for (const std::string& method : best->methods) {
        if (method == wanted) return true;
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

Problem not_there(const RunningPlugin& plugin) {
    return {not_offered, plugin.id() + " does not offer this.", "Use a version of it that does."};
}

Result<json::object> object_of(const Reply& reply, const RunningPlugin& plugin) {
    if (reply.status() == CRM_E_NOT_FOUND) return not_there(plugin);
    if (!reply.ok() || reply.http_status() >= 300) {
        Problem problem = problem_of(reply, plugin.id());
        // That the thing is not there is the plugin's word; that the path is not, is that it is another version.
        if (reply.http_status() == 404 && (problem.code == "route_unknown" || problem.code.empty())) {
            return not_there(plugin);
        }
        return problem;
    }
    json::error_code error;
    const json::value answer = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    return !error && answer.is_object() ? answer.get_object() : json::object();
}

}  // namespace

Result<json::object> post(const RunningPlugin& plugin, const std::string& path, const json::object& body,
                          const Person& person, const std::vector<std::string>& headers, const std::string& query) {
    if (!takes(plugin.plugin.registration, "POST", path)) return not_there(plugin);
    const std::string text = json::serialize(body);
    const std::string actor = person.actor({});
    const std::vector<crm_header> all = request_headers(headers);
    crm_http_request request = http_request();
    request.method = str("POST");
    request.path = str(path);
    request.query = str(query);
    request.headers = all.data();
    request.header_count = static_cast<std::uint32_t>(all.size());
    request.body = str(text);
    request.actor = str(actor);
    return object_of(plugin.instance.handle_http(request), plugin);
}

Result<json::object> get(const RunningPlugin& plugin, const std::string& path, const std::string& query,
                         const Person& person) {
    if (!takes(plugin.plugin.registration, "GET", path)) return not_there(plugin);
    const std::string actor = person.actor({});
    crm_http_request request = http_request();
    request.method = str("GET");
    request.path = str(path);
    request.query = str(query);
    request.actor = str(actor);
    return object_of(plugin.instance.handle_http(request), plugin);
}

std::string encoded(const std::string& text) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                           c == '-' || c == '.';
        if (plain) {
            out += c;
        } else {
            out.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
        }
    }
    return out;
}

}  // namespace crm::console
