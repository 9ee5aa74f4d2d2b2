// ingest.ack, ingest.applied and the feed's latency: the real plugin, loaded and called through its C ABI.
#include <cstdio>
#include <exception>

#include "callers.hpp"
#include "feed_reader.hpp"
#include "options.hpp"
#include "plugin_receiver.hpp"

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        const bench::Webhooks webhooks = bench::webhooks_for(options, 250'000);
        bench::PluginReceiver plugin(options);
        bench::Callers callers(plugin, webhooks, static_cast<std::uint32_t>(options.number("callers", 64)));
        const bench::Burst burst = bench::burst_of(options);
        if (options.number("feed", 0) <= 0) {
            bench::print(callers.burst(burst));
            return 0;
        }
        bench::FeedReader reader(plugin.opened().table(), plugin.opened().instance(), burst.rate, webhooks.size());
        const bench::Outcome outcome = callers.burst(burst);
        bench::print(outcome, reader.finish(outcome.acknowledged));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-plugin: %s\n", error.what());
        return 1;
    }
}
