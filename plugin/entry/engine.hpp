#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "entry/call_gate.hpp"
#include "entry/foundation.hpp"
#include "entry/open_options.hpp"
#include "entry/surface.hpp"
#include "health/present.hpp"
#include "health/sampler.hpp"
#include "store/client_mark.hpp"
#include "store/owner_lock.hpp"

namespace coexist {

/// A started instance. start(), reload() and stop() are never called at once; enter() by any thread.
class Engine {
  public:
    Engine(const OpenOptions& options, Clock clock, Log log, std::string host_name);
    ~Engine();

    /// Problems: owner_exists, state_absent, state_newer, state_unwritable, those of resolving secrets.
    Outcome start(const Settings& settings);
    /// Takes another configuration: all or nothing. Deliveries and waits go on meanwhile. Where the state cannot be
    /// opened again, the former configuration goes on.
    Outcome reload(const Settings& settings);
    /// Drains until the deadline; answers what is left to the next start, in words.
    std::string stop(std::uint32_t deadline_ms);

    CallGate<Surface>::Pass enter() { return gate_.enter(); }
    Foundation& foundation() { return foundation_; }
    /// The health document as these eyes may see it; from memory, also while calls are refused and while the disk
    /// hangs. `patience`: how long to wait for a look at the state that begins now.
    std::string health(const Eyes& eyes, std::chrono::milliseconds patience = {});
    /// The figures as OpenMetrics text; likewise.
    std::string metrics(const Eyes& eyes, const Wanted& wanted, std::chrono::milliseconds patience = {});
    /// A configuration was refused, and the former one goes on.
    void reload_refused(const Problem& problem);

  private:
    void mark_client();
    void warn_of(const Provision& provision) const;
    Outcome become_owner();
    Outcome replace_owner();
    bool wait_for_state() const;
    void open_surface(std::shared_ptr<Provision> provision);
    void watch_for_ownership();
    void give_up_ownership();
    void journal_grew();
    Present present(std::chrono::milliseconds patience);
    StateSample look(const StateSample& former);

    const OpenOptions options_;
    Foundation foundation_;
    StateLook state_look_;
    Sampler sampler_;
    std::mutex role_guard_;  ///< one reload or change of role at a time; taken before owner_guard_
    std::unique_ptr<OwnerLock> lock_;
    std::unique_ptr<ClientMark> mark_;  ///< of a client; under role_guard_ like lock_
    std::shared_ptr<Provision> provision_;
    CallGate<Surface> gate_;
    std::atomic<bool> stopping_{false};

    std::mutex owner_guard_;  ///< owner_ and provision_: reload, promotion and the journal's thread meet here
    std::shared_ptr<Owner> owner_;

    std::mutex watch_guard_;
    std::condition_variable watch_end_;
    std::thread watcher_;
};

}  // namespace coexist
