#pragma once
#include "world.hpp"

#include <cstddef>
#include <cstdint>

namespace sim {

/// Switches of the whole simulator; `POST /_sim/settings` changes them.
struct Settings {
    std::int64_t retry_base_ms = 1000;  ///< first pause after a delivery that was not answered 200; doubles
    std::int64_t retry_max_ms = 60000;  ///< longest pause
    std::int64_t delivery_timeout_ms = 10000;
    std::size_t delivery_connections = 8;     ///< concurrent deliveries to one origin
    std::size_t batch = 1;                    ///< updates in one POST
    std::int64_t batch_wait_ms = 100;         ///< an incomplete batch leaves after this
    bool batch_values = false;                ///< merge messages of one number into one value
    bool window_as_failed_status = false;     ///< 131047 as a failed status instead of at once
    std::int64_t code_life_ms = 30000;        ///< of an authorization code
    bool extras_ignored = false;              ///< the dialog does not read `extras`: everyone gets the plain path
    bool targets_omitted = false;             ///< debug_token names no target_ids for new tokens
    std::string sdk_redirect_uri = "either";  ///< of an SDK code's exchange: omitted, empty, either
    std::int64_t phone_silence_days = 14;     ///< after so long Meta disconnects a phone; 0: never
    StatusScript statuses;
};

}  // namespace sim
