#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "host/console/session.hpp"
#include "host/running/plugin_problem.hpp"
#include "host/running/serve.hpp"

namespace crm::console {
namespace json = boost::json;
namespace fs = std::filesystem;
namespace {

constexpr const char* backup_path = "/admin/backup";

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

/// Asks a plugin to copy its state; a problem when it did not.
std::optional<Problem> back_up(const RunningPlugin& plugin, const fs::path& folder, const Person& person,
                               const std::vector<crm_header>& headers) {
    const Problem left_out{"state_not_copied",
                           "The state of " + plugin.id() + " is not in this backup: it offers no backup.",
                           "Stop crm-host serve and copy the plugin's folder below plugins/."};
    if (!takes_post(plugin.plugin.registration, backup_path)) return left_out;
    const std::string body = json::serialize(json::object{{"directory", folder.string()}});
    const std::string actor = person.actor({});
    crm_http_request request = http_request();
    request.method = str("POST");
    request.path = str(backup_path);
    request.headers = headers.data();
    request.header_count = static_cast<std::uint32_t>(headers.size());
    request.body = str(body);
    request.actor = str(actor);
    const Reply reply = plugin.instance.handle_http(request);
    if (reply.status() == CRM_E_NOT_FOUND || reply.http_status() == 404) return left_out;
    if (!reply.ok() || reply.http_status() >= 300) return problem_of(reply, plugin.id());
    return std::nullopt;
}

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

int backup(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const fs::path folder = fs::absolute(arguments.words[0]);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_empty(folder, error) || error) {
        return refuse({"backup_folder", folder.string() + " is not a new or empty folder.", "Name another one."},
                      arguments.has("json"));
    }
    session.value()->database().copy_to(folder / "crm.db");
    json::array problems;
    const auto note = [&](const Problem& problem) {
        problems.push_back({{"code", problem.code}, {"detail", problem.detail}, {"next", problem.next}});
        if (!arguments.has("json")) refuse(problem, false);
    };
    const auto started = session.value()->start_plugins();
    if (!started && started.problem().code != "no_plugin") note(started.problem());
    const Person person = session.value()->directory().console();
    const std::vector<std::string> given = arguments.all("header");
    const std::vector<crm_header> headers = request_headers(given);
    for (const auto& plugin : session.value()->plugins()) {
        const fs::path own = folder / "plugins" / plugin->id();
        fs::create_directories(own, error);
        if (const auto problem = back_up(*plugin, own, person, headers)) note(*problem);
    }
    const bool complete = problems.empty();
    if (arguments.has("json")) {
        const json::object document{{"directory", folder.string()}, {"complete", complete}, {"problems", problems}};
        std::printf("%s\n", json::serialize(document).c_str());
    } else {
        std::printf("%s: %s\n", folder.c_str(), complete ? "complete" : "incomplete, see above");
    }
    return complete ? 0 : 1;
}

}  // namespace crm::console
