#include "check/subject.hpp"

#include <dlfcn.h>

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "loader/opened_file.hpp"

namespace crm::check {
namespace json = boost::json;
namespace {

std::size_t entries_of(const char* folder) {
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

LoadedPlugin loaded(const Subject& subject) {
    Result<OpenedFile> file = OpenedFile::open(subject.file);
    if (!file) throw Unfit{file.problem().detail};
    Result<LoadedPlugin> plugin = map_plugin(std::move(file.value()));
    if (!plugin) throw Unfit{plugin.problem().detail};
    return std::move(plugin.value());
}

const crm_plugin* (*entry_of(const Subject& subject))(std::uint32_t) {
    void* const library = ::dlopen(subject.file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw Unfit{::dlerror()};
    void* const symbol = ::dlsym(library, "crm_plugin_entry");
    if (symbol == nullptr) throw Unfit{"there is no crm_plugin_entry"};
    return reinterpret_cast<const crm_plugin* (*)(std::uint32_t)>(symbol);
}

const crm_host& quiet_host() {
    static const crm_host host{CRM_SIZE_UPTO(crm_host, now_ms),
                               CRM_HOST_FOREIGN_THREADS,
                               nullptr,
                               str("crm-plugin-check"),
                               str("1"),
                               [](void*, std::int32_t, const crm_str*, const crm_str*) {},
                               [](void*) { return std::int64_t{1700000000000}; }};
    return host;
}

std::string options_of(const Subject& subject, const char* role) {
    return json::serialize(json::object{{"state", "sqlite:" + subject.state.string()}, {"role", role}});
}

Instance opened(const Subject& subject, const LoadedPlugin& plugin, const char* role, const crm_host* host) {
    Instance instance;
    const Reply reply = Instance::open(*plugin.table, host, options_of(subject, role), instance);
    if (!instance) throw Unfit{"open() refused: " + told(reply)};
    return instance;
}

std::string config_text(const Subject& subject) {
    if (subject.config.empty()) throw Missing{"no --config FILE to start with"};
    std::ifstream stream(subject.config, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) throw Unfit{subject.config.string() + " cannot be read"};
    std::string whole = text.str();
    const std::string_view place = "@STATE@";
    for (std::size_t at = whole.find(place); at != std::string::npos; at = whole.find(place))
        whole.replace(at, place.size(), subject.state.string());
    return whole;
}

void configure(Instance& instance, const Subject& subject) {
    const std::string text = config_text(subject);
    const Reply configured = instance.configure(document(text, subject.config.string()));
    if (!configured.ok()) throw Unfit{"configure() refused: " + told(configured)};
}

void start(Instance& instance, const Subject& subject) {
    configure(instance, subject);
    const Reply started = instance.start();
    if (!started.ok()) throw Unfit{"start() refused: " + told(started)};
}

Running running(const Subject& subject, const crm_host* host) {
    config_text(subject);
    LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin, "owner", host);
    start(instance, subject);
    Running both{std::move(plugin), std::move(instance)};
    if (!subject.act.empty()) act(both, subject, "first");
    return both;
}

void act(const Running& running, const Subject& subject, const std::string& key) {
    if (subject.act.empty()) throw Missing{"no --act FILE with an action that makes events"};
    std::ifstream stream(subject.act);
    std::ostringstream text;
    text << stream.rdbuf();
    json::error_code error;
    const json::value wish = json::parse(text.str(), error);
    if (error || !wish.is_object()) throw Unfit{subject.act.string() + " is no JSON object"};
    const json::object& object = wish.get_object();
    const auto member = [&](const char* name) {
        const json::value* value = object.if_contains(name);
        return value != nullptr && value->is_string() ? json::value_to<std::string>(*value) : std::string();
    };
    const Channel* const channel = running.plugin.registration.channel(member("provider"));
    if (channel == nullptr) throw Unfit{subject.act.string() + " names no provider of this plugin"};
    const json::value* const given = object.if_contains("input");
    const std::string account = member("account");
    const std::string action = member("action");
    const std::string input = given == nullptr ? "{}" : json::serialize(*given);
    const std::string who = actor(subject);
    crm_action_call call = action_call(account, action, who);
    call.input = str(input);
    call.idempotency_key = str(key);
    const Reply reply = running.instance.invoke_action(*channel->handler, call);
    if (!reply.ok()) throw Unfit{"the action of " + subject.act.string() + " is refused: " + told(reply)};
}

std::string actor(const Subject& subject, const char* role, const char* tenant) {
    return json::serialize(json::object{{"id", "crm-plugin-check"},
                                        {"name", "The check"},
                                        {"roles", json::array{role}},
                                        {"tenants", json::array{tenant == nullptr ? subject.tenant.c_str() : tenant}}});
}

std::string told(const Reply& reply) {
    return "status " + std::to_string(reply.status()) + ": " + std::string(reply.body().substr(0, 500));
}

std::string no_problem_document(const Reply& reply) {
    if (!reply) return "there is no reply";
    json::error_code error;
    const json::value document = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    if (error || !document.is_object()) return "its body is no JSON object: " + told(reply);
    for (const char* name : {"code", "detail"}) {
        const json::value* value = document.get_object().if_contains(name);
        if (value == nullptr || !value->is_string()) return std::string("it has no ") + name + ": " + told(reply);
    }
    return {};
}

std::string counted(std::size_t number, const char* what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::size_t thread_count() {
    return entries_of("/proc/self/task");
}

std::size_t descriptor_count() {
    return entries_of("/proc/self/fd");
}

std::size_t threads_above(std::size_t most) {
    for (int time = 0; time < 200 && thread_count() > most; ++time) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const std::size_t now = thread_count();
    return now > most ? now - most : 0;
}

}  // namespace crm::check
