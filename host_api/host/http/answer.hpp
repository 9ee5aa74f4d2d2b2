#pragma once

#include <crm/plugin_host.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm::http {

/// What a request is answered with: the host's own words, or a plugin's reply, which is kept and sent without a copy.
struct Answer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    Reply reply;         ///< wins over all of the above when it is there
    bool close = false;  ///< end the connection after this

    static Answer json(std::string document, int status = 200);
    static Answer of(Reply reply);
    /// An RFC 9457 document with a stable code, what happened, and what to do next.
    static Answer problem(int status, std::string_view code, std::string_view detail, std::string_view next);
};

/// Appends status line and headers. `length` is the body's; `date` an HTTP date. A plugin's headers that are not of
/// HTTP's form, and those that are the host's to set (length, connection), are left out.
void append_head(std::string& out, const Answer& answer, std::uint64_t length, std::string_view date, bool keep_alive);

}  // namespace crm::http
