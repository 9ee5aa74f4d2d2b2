#include "opened_plugin.hpp"

#include <dlfcn.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::string_view admin = R"({"id":"ann","name":"Ann","roles":["admin"],"tenants":["harbour"],"locale":"en"})";

void must(const crm_plugin* plugin, const crm_reply* reply, const char* what) {
    const bool good = reply != nullptr && reply->status >= 0;
    const std::string said = reply == nullptr ? "" : std::string(reply->body.ptr, reply->body.len);
    plugin->release(reply);
    if (!good) throw std::runtime_error(std::string(what) + ": " + said);
}

struct Sought {
    std::string_view provider;
    const crm_channel_handler* handler;
};

}  // namespace

crm_str str(std::string_view text) {
    return {text.data(), text.size()};
}

const crm_plugin* load_plugin(const Options& options) {
    const std::string file = options.text("plugin");
    void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(::dlerror());
    const auto entry = reinterpret_cast<decltype(&crm_plugin_entry)>(::dlsym(library, "crm_plugin_entry"));
    const crm_plugin* plugin = entry == nullptr ? nullptr : entry(CRM_ABI_VERSION);
    if (plugin == nullptr) throw std::runtime_error(file + " is no plugin for this program");
    return plugin;
}

OpenedPlugin::OpenedPlugin(const Options& options, const crm_plugin* table) : table_(table) {
    std::ifstream file(options.text("config"));
    std::ostringstream read;
    read << file.rdbuf();
    const std::string text = read.str();
    const std::string open =
        R"({"state":"sqlite:)" + options.text("directory") + R"(","role":")" + options.text("role", "owner") + R"("})";
    const crm_str told = str(open);
    must(table_, table_->open(nullptr, &told, &instance_), "open");
    const crm_document document{sizeof document, 0, str(text), str("bench.yaml")};
    must(table_, table_->configure(instance_, &document), "configure");
    must(table_, table_->start(instance_), "start");
}

OpenedPlugin::~OpenedPlugin() {
    table_->release(table_->stop(instance_, 0));
    table_->close(instance_);
}

std::string OpenedPlugin::metrics() const {
    const crm_reply* reply = table_->metrics(instance_);
    std::string text = reply == nullptr ? "" : std::string(reply->body.ptr, reply->body.len);
    table_->release(reply);
    return text;
}

Channel::Channel(const OpenedPlugin& opened, std::string_view provider) : opened_(opened) {
    Sought sought{provider, nullptr};
    crm_registrar registrar{};
    registrar.struct_size = sizeof registrar;
    registrar.ctx = &sought;
    registrar.add_channel = [](void* ctx, const crm_channel* channel) -> crm_status {
        auto* wanted = static_cast<Sought*>(ctx);
        const std::string_view name(channel->provider.ptr, channel->provider.len);
        if (name == wanted->provider) wanted->handler = channel->handler;
        return CRM_OK;
    };
    registrar.add_action_set = [](void* /*ctx*/, const crm_action_set* /*set*/) -> crm_status { return CRM_OK; };
    registrar.add_schema = [](void* /*ctx*/, const crm_schema* /*schema*/) -> crm_status { return CRM_OK; };
    registrar.add_route = [](void* /*ctx*/, const crm_route* /*route*/) -> crm_status { return CRM_OK; };
    if (opened.table()->register_with(&registrar) < 0 || sought.handler == nullptr) {
        throw std::runtime_error("the plugin has no channel " + std::string(provider));
    }
    handler_ = sought.handler;
}

std::size_t Channel::ask(std::string_view account) const {
    crm_action_call call{};
    call.struct_size = sizeof call;
    call.account = str(account);
    call.actor = str(admin);
    const crm_reply* reply = handler_->list_actions(opened_.instance(), &call);
    const std::size_t bytes = reply != nullptr && reply->status == CRM_OK ? reply->body.len : 0;
    opened_.table()->release(reply);
    if (bytes == 0) throw std::runtime_error("list_actions was refused for " + std::string(account));
    return bytes;
}

void Channel::invoke(std::string_view account, std::string_view action, std::string_view input,
                     std::string_view key) const {
    crm_action_call call{};
    call.struct_size = sizeof call;
    call.account = str(account);
    call.action = str(action);
    call.input = str(input);
    call.actor = str(admin);
    call.idempotency_key = str(key);
    must(opened_.table(), handler_->invoke_action(opened_.instance(), &call), "invoke_action");
}

}  // namespace bench
