#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coexist {

/// A request below the mount point, as the host passed it. Views live as long as the call.
struct HttpRequest {
    std::string_view method;
    std::string_view path;
    std::string_view query;  ///< raw, without '?'
    std::string_view body;
    std::string_view peer;
    std::string_view actor;                                              ///< JSON; empty = nobody is signed in
    std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< names in lower case
    std::string_view body_file{};  ///< instead of body: a file that the host keeps until the call returns
};

struct HttpAnswer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::string body_file;  ///< instead of body: a file for the host to send
    std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace coexist
