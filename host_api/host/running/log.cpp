#include "host/running/log.hpp"

#include <unistd.h>

#include <chrono>
#include <crm/plugin_host.hpp>
#include <ctime>
#include <string>

namespace crm {
namespace {

const char* level_name(std::int32_t level) {
    switch (level) {
        case CRM_LOG_DEBUG:
            return "DEBUG";
        case CRM_LOG_INFO:
            return "INFO";
        case CRM_LOG_WARN:
            return "WARN";
        default:
            return "ERROR";
    }
}

void append_visible(std::string& line, std::string_view words) {
    constexpr char digits[] = "0123456789abcdef";
    for (const char c : words) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F) {
            line += c;
        } else {
            line.append("\\x").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
        }
    }
}

void plugin_log(void*, std::int32_t level, const crm_str* component, const crm_str* message) {
    log(level, component == nullptr ? "" : view(*component), message == nullptr ? "" : view(*message));
}

std::int64_t plugin_now(void*) {
    return now_ms();
}

}  // namespace

void log(std::int32_t level, std::string_view component, std::string_view message) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char stamp[32];
    std::string line(stamp, std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ ", &utc));
    line.append(level_name(level)).append(" ");
    append_visible(line, component);
    line.append(": ");
    append_visible(line, message);
    line.append("\n");
    // One write a line: lines of several threads do not mix.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

const crm_host& host_services() {
    static const crm_host services{CRM_SIZE_UPTO(crm_host, now_ms),
                                   CRM_HOST_FOREIGN_THREADS,
                                   nullptr,
                                   str("crm-host"),
                                   str("1.0.0"),
                                   &plugin_log,
                                   &plugin_now};
    return services;
}

}  // namespace crm
