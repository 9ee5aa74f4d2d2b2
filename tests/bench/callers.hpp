#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "webhooks.hpp"

namespace bench {

class Callers;

/// What takes webhooks and answers later, on a thread of its own: the plugin, or the bare program.
class Receiver {
  public:
    virtual ~Receiver() = default;
    /// Leads to exactly one callers.answered(caller, ...). The views are borrowed for the call.
    virtual void receive(std::string_view body, std::string_view signature, std::uint32_t caller, Callers& callers) = 0;
    /// How many webhooks were applied so far.
    virtual std::uint64_t applied() = 0;
};

struct Burst {
    double seconds = 5;
    double rate = 0;                ///< deliveries a second at fixed times; 0 = each caller as soon as it was answered
    std::uint64_t most_behind = 0;  ///< acknowledged and not applied: above it callers pause; 0 = no limit
};

struct Outcome {
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0;
    double seconds = 0;          ///< until the last answer
    double applied_seconds = 0;  ///< until the last was applied; 0 if nobody waited for that
    std::uint32_t p50_us = 0;
    std::uint32_t p99_us = 0;
    std::string cpu;  ///< JSON member: processor time of each thread a webhook
};

/// Callers of an event-driven host: each has one webhook on its way, and one thread serves them all, as one reactor
/// serves its connections.
class Callers {
  public:
    Callers(Receiver& receiver, const Webhooks& webhooks, std::uint32_t callers);

    Outcome burst(const Burst& burst);
    /// From any thread.
    void answered(std::uint32_t caller, bool stored);

  private:
    struct Caller {
        std::string body;
        std::int64_t asked_ns = 0;
    };
    struct Answered {
        std::uint32_t caller;
        bool stored;
        std::int64_t at_ns;
    };
    void take_answers(std::int64_t until_ns);
    void note(const Answered& answer);
    void ask(std::uint32_t caller, std::int64_t meant_ns);
    void wait_for_apply(const Burst& burst);

    Receiver& receiver_;
    const Webhooks& webhooks_;
    std::vector<Caller> callers_;
    std::vector<std::uint32_t> idle_;
    std::uint32_t next_ = 0;
    std::uint64_t outstanding_ = 0;
    Outcome outcome_;
    std::vector<std::uint32_t> latencies_us_;
    std::uint64_t applied_before_ = 0;

    std::mutex guard_;
    std::condition_variable came_;
    std::vector<Answered> answers_;
    std::vector<Answered> taken_;
};

/// The middle of sorted or unsorted figures at `part` (0.5, 0.99); 0 if there are none.
std::uint32_t quantile(std::vector<std::uint32_t>& figures, double part);

}  // namespace bench
