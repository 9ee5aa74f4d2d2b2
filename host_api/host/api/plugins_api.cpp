#include <boost/json.hpp>

#include "host/api/api.hpp"

namespace crm::api {
namespace json = boost::json;

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

http::Answer health(const ApiContext& context, const ApiCall&) {
    std::string text = "{\"plugins\":{";
    for (const auto& plugin : context.plugins) {
        const Reply reply = plugin->instance.health();
        if (text.back() != '{') text += ',';
        text += json::serialize(json::value(plugin->id())) + ":";
        text += reply.ok() && !reply.body().empty() ? std::string(reply.body()) : R"({"status":"fail","checks":{}})";
    }
    return http::Answer::json(text + "}}");
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

}  // namespace crm::api
