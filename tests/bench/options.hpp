#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "callers.hpp"
#include "webhooks.hpp"

namespace bench {

/// The words of a command line: --name value, each.
class Options {
  public:
    /// Throws std::runtime_error on anything else.
    Options(int count, char** words);
    /// Throws std::runtime_error if it is absent and there is no fallback.
    [[nodiscard]] std::string text(const std::string& name) const;
    [[nodiscard]] std::string text(const std::string& name, const std::string& fallback) const;
    [[nodiscard]] double number(const std::string& name, double fallback) const;

  private:
    std::map<std::string, std::string> given_;
};

/// The number that --phone-number-id, --waba-id and --digits name, and $BENCH_APP_SECRET; --body-bytes a webhook.
Sender sender_of(const Options& options);
/// As many webhooks as a burst of --seconds can need, or --count.
Webhooks webhooks_for(const Options& options, double most_a_second);
Burst burst_of(const Options& options);
/// One JSON line on standard output.
void print(const Outcome& outcome, const std::string& more = {});

}  // namespace bench
