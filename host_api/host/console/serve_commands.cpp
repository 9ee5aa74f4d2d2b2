#include <fstream>
#include "host/console/session.hpp"
#include "host/running/serve.hpp"

namespace crm::console {
namespace {

constexpr std::size_t shortest_token = 16;

}  // namespace

int serve_command(const Arguments& arguments) {
    ServeOptions options;
    options.folder = data_folder(arguments);
    options.configs = config_files(arguments);
    for (const std::string& given : arguments.all("mount")) {
        const std::size_t equals = given.find('=');
        const std::string path = equals == std::string::npos ? given : given.substr(equals + 1);
        if (path.size() < 2 || path[0] != '/' || path == "/api" || path.rfind("/api/", 0) == 0 || path == "/healthz" ||
            path == "/metrics") {
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
    if (const std::string file = arguments.get("metrics-token"); !file.empty()) {
        std::ifstream stream(file);
        stream >> options.metrics_token;
        if (options.metrics_token.size() < shortest_token) {
            return refuse({"metrics_token_unusable",
                           "The file " + file + " cannot be read, or holds no token of at least 16 characters.",
                           "Write one into it, for example by: openssl rand -hex 32 > " + file},
                          arguments.has("json"));
        }
    }
    return serve(options);
}

}  // namespace crm::console
