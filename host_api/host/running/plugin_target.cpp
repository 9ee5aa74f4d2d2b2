#include "host/running/plugin_target.hpp"

#include <algorithm>

#include "host/records/directory.hpp"
#include "host/running/plugin_problem.hpp"

namespace crm {
namespace {

bool is_below(std::string_view path, std::string_view prefix) {
    if (path.substr(0, prefix.size()) != prefix) return false;
    return path.size() == prefix.size() || prefix.back() == '/' || path[prefix.size()] == '/';
}

/// The first language that the client prefers.
std::string_view locale_of(const http::RequestHead& head) {
    const std::string_view languages = head.header("accept-language");
    const std::string_view first = languages.substr(0, languages.find_first_of(",; "));
    return first == "*" ? std::string_view{} : first;
}

std::string actor_of(const http::Exchange& exchange) {
    return exchange.person() == nullptr ? std::string() : exchange.person()->actor(locale_of(exchange.head()));
}

/// The exchange as a plugin reads it. Borrows both; `mount` is the length of the path's part above the plugin.
crm_http_request borrowed(const http::Exchange& exchange, const std::string& actor, std::size_t mount) {
    const http::RequestHead& head = exchange.head();
    const std::string_view below = head.path.substr(mount);
    crm_http_request request = http_request();
    request.header_count = static_cast<std::uint32_t>(head.headers.size());
    request.headers = head.headers.data();
    request.method = str(head.method);
    request.path = str(below.empty() ? std::string_view("/") : below);
    request.query = str(head.query);
    request.body = str(exchange.body());
    request.peer = str(head.peer);
    request.actor = str(actor);
    return request;
}

http::Answer refused(crm_status status) {
    switch (status) {
        case CRM_E_TOO_LARGE:
            return http::Answer::problem(413, "body_too_large", "The plugin takes no body of that size.",
                                         "Send less at once.");
        case CRM_E_INVALID:
            return http::Answer::problem(400, "bad_request", "The plugin does not understand the request.",
                                         "Check the request's form.");
        case CRM_E_INTERNAL:
            return http::Answer::problem(500, "plugin_failed", "The plugin failed.", "Look at the log of this host.");
        default:
            return http::Answer::problem(503, "plugin_unavailable", "The plugin takes no requests at the moment.",
                                         "Try again in some seconds.");
    }
}

}  // namespace

void PluginTarget::serve(http::Exchange& exchange) {
    const bool submit = (route_.flags & CRM_ROUTE_SUBMIT) != 0;
    if (!submit) {
        if (!workers_.submit([this, &exchange] { work(exchange); })) {
            http::Answer busy =
                http::Answer::problem(503, "busy", "Too many requests wait already.", "Try again in some seconds.");
            busy.headers.emplace_back("retry-after", "2");
            exchange.answer(std::move(busy));
        }
        return;
    }
    const std::string actor = actor_of(exchange);
    const crm_http_request request = borrowed(exchange, actor, plugin_.mount.size());
    const crm_status status = plugin_.instance.submit_http(request, &exchange, &PluginTarget::done);
    if (status < CRM_OK) exchange.answer(refused(known(status)));
}

void PluginTarget::work(http::Exchange& exchange) const {
    const std::string actor = actor_of(exchange);
    const crm_http_request request = borrowed(exchange, actor, plugin_.mount.size());
    exchange.answer(http::Answer::of(plugin_.instance.handle_http(request)));
}

void PluginTarget::done(void* ctx, const crm_reply* reply) {
    auto& exchange = *static_cast<http::Exchange*>(ctx);
    const auto& self = static_cast<const PluginTarget&>(exchange.target());
    exchange.answer(http::Answer::of(Reply(*self.plugin_.plugin.table, reply)));
}

PluginMount::PluginMount(const RunningPlugin& plugin, http::WorkerPool& workers) : plugin_(plugin) {
    for (const Route& route : plugin.plugin.registration.routes) {
        targets_.push_back(std::make_unique<PluginTarget>(plugin, route, workers));
    }
    std::stable_sort(targets_.begin(), targets_.end(), [](const auto& left, const auto& right) {
        return left->route().path_prefix.size() > right->route().path_prefix.size();
    });
}

bool PluginMount::covers(std::string_view path) const {
    return is_below(path, plugin_.mount);
}

PluginMount::Found PluginMount::find(std::string_view method, std::string_view path) const {
    std::string_view below = path.substr(plugin_.mount.size());
    if (below.empty()) below = "/";
    Found found;
    std::size_t matched = 0;
    for (const auto& target : targets_) {
        const Route& route = target->route();
        if (matched != 0 && route.path_prefix.size() < matched) break;
        if (!is_below(below, route.path_prefix)) continue;
        matched = route.path_prefix.size();
        for (const std::string& each : route.methods) {
            if (each == method) return {target.get(), {}};
            found.allowed += (found.allowed.empty() ? "" : ", ") + each;
        }
    }
    return found;
}

}  // namespace crm
