#include "check/subject.hpp"

#include <dlfcn.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

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

Instance opened(const Subject& subject, const LoadedPlugin& plugin, const char* role, const crm_host* host) {
    const std::string options =
        json::serialize(json::object{{"state", "sqlite:" + subject.state.string()}, {"role", role}});
    Instance instance;
    const Reply reply = Instance::open(*plugin.table, host, options, instance);
    if (!instance) throw Unfit{"open() refused: " + told(reply)};
    return instance;
}

std::string config_text(const Subject& subject) {
    std::ifstream stream(subject.config, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) throw Unfit{subject.config.string() + " cannot be read"};
    return text.str();
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

std::size_t thread_count() {
    return entries_of("/proc/self/task");
}

std::size_t descriptor_count() {
    return entries_of("/proc/self/fd");
}

}  // namespace crm::check
