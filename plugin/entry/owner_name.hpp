#pragma once
#include <cstdint>
#include <string>

namespace coexist {

/// Who works a state, so that a person finds him: told to the second who wants to.
struct OwnerName {
    std::string host;     ///< name and version that the host gave; may be empty
    std::string program;  ///< the file that the process runs; may be empty
    std::string machine;  ///< its host name; may be empty
    int process = 0;
    std::int64_t since_ms = 0;  ///< Unix ms
};

/// "process 4711 (crm-host 0.1.0, program /usr/bin/crm-host) on frontdesk since 2026-11-21 11:48:03 UTC".
std::string words(const OwnerName& owner);

/// This process, from `now_ms` on.
OwnerName this_process(const std::string& host, std::int64_t now_ms);

}  // namespace coexist
