#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "health/eyes.hpp"
#include "health/state_sample.hpp"
#include "ingest/webhook_door.hpp"
#include "runtime/figures.hpp"
#include "runtime/usage_book.hpp"

namespace coexist {

/// All that health and metrics are made of: from memory, put together without waiting for anything. References live as
/// long as the call.
struct Present {
    const Figures& figures;
    const DoorCounts& door;
    const UsageBook& usage;
    std::int64_t now_ms = 0;
    bool owner = false;             ///< whether this process works the state
    std::int64_t lag = 0;           ///< rows not applied; the owner's
    std::uint64_t applied = 0;      ///< rows, by this process
    std::string journal_trouble{};  ///< why deliveries cannot be stored; empty: they can
    std::string writer_trouble{};   ///< why the state cannot be written
    std::int64_t settings_hash = 0;
    std::shared_ptr<const StateSample> sample{};  ///< null: none has been taken yet
    std::int64_t looking_ms = 0;                  ///< how long the present look has been running
    std::string version{};                        ///< the plugin's
    std::int64_t erasure_key = 0;                 ///< hash of the key that this process marks erased persons with
    RetentionSettings retention{};                ///< the defaults'

    /// What these eyes see: everything, too, where every tenant with an account is theirs.
    [[nodiscard]] Eyes with(const Eyes& eyes) const {
        if (eyes.all || !sample || sample->at == 0 || !sample->trouble.empty()) return eyes;
        for (const TenantId& tenant : sample->tenants) {
            if (!eyes.see(tenant.value)) return eyes;
        }
        return {true, eyes.tenants};
    }
    /// Unix ms of the oldest row of a delivery or command that waits; 0: none does.
    [[nodiscard]] std::int64_t oldest_unapplied_at() const {
        std::int64_t oldest = 0;
        if (!sample) return oldest;
        for (const LaneLag& lane : sample->lanes) {
            if (lane.rows > 0 && (oldest == 0 || lane.oldest_at < oldest)) oldest = lane.oldest_at;
        }
        return oldest;
    }
};

constexpr const char* lane_names[lane_count] = {"live", "history", "command"};

}  // namespace coexist
