#pragma once

#include <map>
#include <string>

#include "host/running/data_folder.hpp"
#include "host/running/running_plugin.hpp"

namespace crm {

struct ServeOptions {
    DataFolder folder;
    ConfigFiles configs;
    std::map<std::string, std::string> mounts;  ///< by plugin id or short name; "" stands for the only plugin
    std::string listen = "127.0.0.1:8080";
    unsigned io_threads = 0;  ///< 0: one for two processors
    unsigned workers = 8;
    int stop_seconds = 10;
    std::string metrics_token = {};  ///< who shows it may read /metrics; empty: operators only
};

/// Runs the host until SIGTERM or SIGINT; SIGHUP reads the plugins' configurations again. Prints "crm-host listening on
/// http://ADDRESS" when it answers. Answers the exit code: 0 after an orderly stop, 1 when it could not start.
int serve(const ServeOptions& options);

}  // namespace crm
