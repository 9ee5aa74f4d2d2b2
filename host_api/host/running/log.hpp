#pragma once

#include <crm/plugin.h>

#include <cstdint>
#include <string_view>

namespace crm {

/// One line to stderr: time, level, component, message. Control characters are made visible, so that nothing that a
/// stranger sent can look like another line. Thread-safe.
void log(std::int32_t level, std::string_view component, std::string_view message);

/// Unix time in milliseconds.
std::int64_t now_ms();

/// What this host offers a plugin: its log and its clock, from any thread.
const crm_host& host_services();

}  // namespace crm
