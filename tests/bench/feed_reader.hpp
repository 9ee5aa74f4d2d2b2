#pragma once
#include <crm/plugin.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace bench {

/// A consumer of the feed that notes when the message of each webhook came, counted from when that webhook was meant
/// to be sent: number N at N / rate after start().
class FeedReader {
  public:
    /// `rate`: of the burst; `count`: webhooks at most.
    FeedReader(const crm_plugin* plugin, crm_instance* instance, double rate, std::uint32_t count);
    ~FeedReader();
    FeedReader(const FeedReader&) = delete;
    FeedReader& operator=(const FeedReader&) = delete;

    /// Waits (5 s at most) until `messages` came, and answers `,"feed_...":N` members.
    std::string finish(std::uint64_t messages);

  private:
    void work();
    void take(std::string_view body);

    const crm_plugin* plugin_;
    crm_instance* instance_;
    const double gap_ns_;
    const std::int64_t start_ns_;
    std::vector<bool> seen_;
    std::vector<std::uint32_t> latencies_us_;
    std::atomic<std::uint64_t> came_{0};
    std::atomic<bool> running_{true};
    std::thread thread_;
};

}  // namespace bench
