#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "host/console/session.hpp"
#include "host/running/plugin_problem.hpp"
#include "host/running/serve.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

/// The plugin whose configuration is meant.
Result<LoadedPlugin> chosen(std::vector<LoadedPlugin> loaded, const std::string& wanted) {
    for (LoadedPlugin& plugin : loaded) {
        const std::string& id = plugin.registration.id;
        if (wanted.empty() ? loaded.size() == 1 : id == wanted || short_name(id) == wanted) return std::move(plugin);
    }
    return Problem{
        "plugin_not_found",
        wanted.empty() ? "It is not clear which plugin is meant." : "There is no installed plugin \"" + wanted + "\".",
        "Look at: crm-host plugin list; name one with --plugin ID."};
}

}  // namespace

int serve_command(const Arguments& arguments) {
    ServeOptions options;
    options.folder = data_folder(arguments);
    options.configs = config_files(arguments);
    for (const std::string& given : arguments.all("mount")) {
        const std::size_t equals = given.find('=');
        const std::string path = equals == std::string::npos ? given : given.substr(equals + 1);
        if (path.size() < 2 || path[0] != '/' || path == "/api" || path.rfind("/api/", 0) == 0 || path == "/healthz") {
            return refuse({"bad_mount", "\"" + path + "\" cannot be a mount point.",
                           "Name a path of its own that starts with a slash, such as /channels/whatsapp."},
                          arguments.has("json"));
        }
        options.mounts[equals == std::string::npos ? std::string() : given.substr(0, equals)] = path;
    }
    options.listen = arguments.get("listen", options.listen);
    options.io_threads = static_cast<unsigned>(arguments.number("io-threads", 0));
    options.workers = static_cast<unsigned>(arguments.number("workers", 8));
    options.stop_seconds = arguments.number("stop-seconds", options.stop_seconds);
    if (options.workers == 0) options.workers = 1;
    return serve(options);
}

int check_config(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    PluginStarter starter(session.value()->folder(), session.value()->records(), {});
    std::vector<LoadedPlugin> loaded = starter.load_all();
    if (loaded.empty() && !starter.problems().empty()) return refuse(starter.problems().front(), arguments.has("json"));
    const Result<LoadedPlugin> plugin = chosen(std::move(loaded), arguments.get("plugin"));
    if (!plugin) return refuse(plugin.problem(), arguments.has("json"));
    const std::string& file = arguments.words[0];
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) {
        return refuse({"config_unreadable", "The configuration " + file + " cannot be read.", "Check the path."},
                      arguments.has("json"));
    }
    const std::string content = text.str();
    const crm_document document = crm::document(content, file);
    const Reply reply(*plugin.value().table, plugin.value().table->check_config(&document));
    if (arguments.has("json")) {
        std::printf("%.*s\n", static_cast<int>(reply.body().size()), reply.body().data());
        return reply.ok() ? 0 : 1;
    }
    if (!reply.ok()) return refuse(problem_of(reply, file), false);
    json::error_code error;
    const json::value answer = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    if (!error && answer.is_object() && answer.get_object().contains("warnings")) {
        for (const json::value& warning :
             answer.at("warnings").is_array() ? answer.at("warnings").get_array() : json::array{}) {
            std::printf("%s: warning: %s\n", file.c_str(),
                        warning.is_object() ? member(warning.get_object(), "detail").c_str()
                                            : json::serialize(warning).c_str());
        }
    }
    std::printf("%s: no problems\n", file.c_str());
    return 0;
}

}  // namespace crm::console
