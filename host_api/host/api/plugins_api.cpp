#include <boost/json.hpp>

#include "host/api/api.hpp"
#include "host/api/merged_metrics.hpp"

namespace crm::api {
namespace json = boost::json;
namespace {

/// What those may see of a plugin's health who do not run the host: the details may name what is of other tenants.
json::object statuses(const json::object& told) {
    json::object checks;
    const json::value* all = told.if_contains("checks");
    if (all != nullptr && all->is_object()) {
        for (const auto& [name, check] : all->get_object()) {
            const json::value* status = check.is_object() ? check.get_object().if_contains("status") : nullptr;
            if (status != nullptr) checks[name] = json::object{{"status", *status}};
        }
    }
    const json::value* status = told.if_contains("status");
    return {{"status", status == nullptr ? json::value("fail") : *status}, {"checks", std::move(checks)}};
}

}  // namespace

http::Answer plugins(const ApiContext& context, const ApiCall&) {
    json::array all;
    for (const auto& plugin : context.plugins) {
        const Registration& facts = plugin->plugin.registration;
        json::array channels;
        for (const Channel& channel : facts.channels) {
            channels.push_back({{"platform", channel.platform},
                                {"provider", channel.provider},
                                {"label", channel.label},
                                {"icon_svg", channel.icon_svg},
                                {"capabilities", channel.capabilities}});
        }
        all.push_back({{"id", facts.id},
                       {"name", facts.name},
                       {"version", facts.version},
                       {"mount", plugin->mount},
                       {"channels", std::move(channels)}});
    }
    return http::Answer::json(json::serialize(json::object{{"plugins", std::move(all)}}));
}

http::Answer health(const ApiContext& context, const ApiCall& call) {
    json::object plugins;
    for (const auto& plugin : context.plugins) {
        const Reply reply = plugin->instance.health();
        json::error_code error;
        json::value told = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
        if (!reply.ok() || error || !told.is_object()) {
            told = json::object{{"status", "fail"}, {"checks", json::object{}}};
        }
        plugins[plugin->id()] = call.person.operates ? std::move(told) : json::value(statuses(told.get_object()));
    }
    return http::Answer::json(json::serialize(json::object{{"plugins", std::move(plugins)}}));
}

http::Answer metrics(const ApiContext& context, const ApiCall& call) {
    const std::string wanted = call.query("plugin");
    for (const auto& plugin : context.plugins) {
        if (wanted.empty() || wanted == plugin->id() || wanted == short_name(plugin->id())) {
            return http::Answer::of(plugin->instance.metrics());
        }
    }
    return http::Answer::problem(404, "plugin_not_found", "There is no such plugin.", "Look at /api/plugins.");
}

http::Answer all_metrics(const ApiContext& context, const ApiCall&) {
    MergedMetrics merged;
    for (const auto& plugin : context.plugins) {
        const Reply reply = plugin->instance.metrics();
        if (reply.ok()) merged.add(reply.body());
    }
    http::Answer answer;
    answer.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    answer.body = merged.finish();
    return answer;
}

}  // namespace crm::api
