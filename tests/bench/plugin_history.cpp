// history: a phone's past in large pieces into the plugin through its C ABI, while guests write at fixed times and a
// consumer follows the feed, until all is applied.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>

#include "feed_reader.hpp"
#include "history_chunks.hpp"
#include "plugin_receiver.hpp"
#include "process_memory.hpp"

namespace bench {
namespace {

using std::chrono::steady_clock;
constexpr std::uint32_t messages_a_chunk = 1000;
constexpr std::uint32_t most_live = 200'000;

/// Guests who write at fixed times, one thread for all: number N at N / rate.
class Guests {
  public:
    Guests(PluginReceiver& plugin, const Webhooks& webhooks, double rate)
        : plugin_(plugin), webhooks_(webhooks), gap_(1.0 / rate), thread_([this] { work(); }) {}
    ~Guests() { finish(); }
    Guests(const Guests&) = delete;
    Guests& operator=(const Guests&) = delete;

    /// How many wrote; waits for the last answer.
    std::uint32_t finish() {
        running_ = false;
        if (thread_.joinable()) thread_.join();
        return wrote_;
    }
    /// How many have begun to write.
    [[nodiscard]] std::uint32_t begun() const { return begun_; }
    /// After finish(): how long each waited for its answer, from when it was meant to be sent.
    std::vector<std::uint32_t>& latencies_us() { return latencies_us_; }

  private:
    void work() {
        std::string body = webhooks_.blank();
        const auto start = steady_clock::now();
        for (; running_ && wrote_ < webhooks_.size(); ++wrote_) {
            const auto meant = start + std::chrono::duration_cast<steady_clock::duration>(
                                           std::chrono::duration<double>(gap_ * static_cast<double>(wrote_)));
            std::this_thread::sleep_until(meant);
            webhooks_.fill(body, wrote_);
            ++begun_;
            plugin_.deliver(body, webhooks_.signature(wrote_));
            latencies_us_.push_back(static_cast<std::uint32_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - meant).count()));
        }
    }

    PluginReceiver& plugin_;
    const Webhooks& webhooks_;
    const double gap_;
    std::uint32_t wrote_ = 0;
    std::atomic<std::uint32_t> begun_{0};
    std::vector<std::uint32_t> latencies_us_;
    std::atomic<bool> running_{true};
    std::thread thread_;
};

void measure(const Options& options) {
    const Webhooks webhooks = webhooks_for(options, most_live);
    const double rate = options.number("rate", 100);
    const auto imported = static_cast<std::uint32_t>(options.number("imported", 0));
    const auto run = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count() / 1000);
    HistoryChunks chunks(sender_of(options), run, static_cast<std::uint32_t>(options.number("threads", 0)));
    PluginReceiver plugin(options);
    const std::uint64_t before = plugin.applied();
    std::int64_t rss = resident_kib();

    FeedReader reader(plugin.opened().table(), plugin.opened().instance(), rate, webhooks.size());
    Guests guests(plugin, webhooks, rate);
    const auto start = steady_clock::now();
    std::uint64_t pieces = 0;
    for (std::uint32_t left = imported; left > 0; ++pieces) {
        const std::uint32_t some = std::min(left, messages_a_chunk);
        chunks.make(some);
        plugin.deliver(chunks.body(), chunks.signature());
        left -= some;
        rss = std::max(rss, resident_kib());
    }
    // The guests write on meanwhile. How many have begun is looked at last: so no webhook counts for a piece.
    const auto all_applied = [&] {
        const std::uint64_t applied = plugin.applied() - before;
        return applied >= pieces + guests.begun();
    };
    while (!all_applied()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        rss = std::max(rss, resident_kib());
    }
    const double seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
    const std::uint32_t live = guests.finish();
    while (plugin.applied() - before < live + pieces) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const std::string feed = reader.finish(live);
    std::vector<std::uint32_t>& waits = guests.latencies_us();
    std::printf(
        "{\"imported\":%u,\"pieces\":%llu,\"seconds\":%.3f,\"live\":%u,\"live_p50_us\":%u,\"live_p99_us\":%u,\"rss_"
        "kib\":%lld%s}\n",
        imported, static_cast<unsigned long long>(pieces), seconds, live, quantile(waits, 0.5), quantile(waits, 0.99),
        static_cast<long long>(rss), feed.c_str());
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        bench::measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-history: %s\n", error.what());
        return 1;
    }
}
