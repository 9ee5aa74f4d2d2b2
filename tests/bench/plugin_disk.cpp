// disk: live messages, and past ones in chunks meanwhile, into the plugin through its C ABI, until all are applied.
// Tells how many came and how many bytes that were; how much they take on the disk is measured from outside.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>

#include "history_chunks.hpp"
#include "plugin_receiver.hpp"

namespace bench {
namespace {

constexpr std::uint32_t messages_a_chunk = 1000;

/// Brings the past on a thread of its own.
class Import {
  public:
    Import(PluginReceiver& plugin, const Sender& sender, std::uint64_t run, std::uint32_t messages)
        : chunks_(sender, run), thread_([this, &plugin, messages] { work(plugin, messages); }) {}
    ~Import() {
        if (thread_.joinable()) thread_.join();
    }
    Import(const Import&) = delete;
    Import& operator=(const Import&) = delete;

    /// Waits for the end; the bytes that it took. Throws what stopped it.
    std::uint64_t finish() {
        thread_.join();
        if (failed_) std::rethrow_exception(failed_);
        return bytes_;
    }
    [[nodiscard]] std::uint64_t deliveries() const { return deliveries_; }

  private:
    void work(PluginReceiver& plugin, std::uint32_t messages) {
        try {
            for (std::uint32_t left = messages; left > 0;) {
                const std::uint32_t some = std::min(left, messages_a_chunk);
                chunks_.make(some);
                plugin.deliver(chunks_.body(), chunks_.signature());
                bytes_ += chunks_.body().size();
                ++deliveries_;
                left -= some;
            }
        } catch (...) {
            failed_ = std::current_exception();
        }
    }

    HistoryChunks chunks_;
    std::uint64_t bytes_ = 0;
    std::uint64_t deliveries_ = 0;
    std::exception_ptr failed_;
    std::thread thread_;
};

void measure(const Options& options) {
    const Webhooks webhooks = webhooks_for(options, 0);
    const Sender sender = sender_of(options);
    const auto imported = static_cast<std::uint32_t>(options.number("imported", 0));
    PluginReceiver plugin(options);
    const std::uint64_t before = plugin.applied();
    const auto run = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count() / 1000);
    Callers callers(plugin, webhooks, static_cast<std::uint32_t>(options.number("callers", 64)));
    Import import(plugin, sender, run, imported);
    const Outcome outcome = callers.burst(burst_of(options));
    const std::uint64_t live_bytes = outcome.acknowledged * webhooks.blank().size();
    const std::uint64_t bytes = live_bytes + import.finish();
    while (plugin.applied() - before < outcome.acknowledged + import.deliveries()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    print(outcome, R"(,"imported":)" + std::to_string(imported) + R"(,"received_bytes":)" + std::to_string(bytes));
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        bench::measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-disk: %s\n", error.what());
        return 1;
    }
}
