#pragma once
#include <crm/plugin.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "callers.hpp"
#include "opened_plugin.hpp"
#include "options.hpp"

namespace bench {

/// The plugin as a receiver of webhooks: submit_http of its ABI.
class PluginReceiver : public Receiver {
  public:
    /// Opens the plugin as OpenedPlugin says; --road names the way that the webhooks take.
    explicit PluginReceiver(const Options& options);

    void receive(std::string_view body, std::string_view signature, std::uint32_t caller, Callers& callers) override;
    std::uint64_t applied() override;
    /// Waits for the answer. Throws std::runtime_error if it is not 200.
    void deliver(std::string_view body, std::string_view signature);
    [[nodiscard]] OpenedPlugin& opened() { return opened_; }

  private:
    struct Asked {
        Callers* callers;
        const crm_plugin* plugin;
        std::uint32_t caller;
    };
    static void done(void* ctx, const crm_reply* reply);

    OpenedPlugin opened_;
    const std::string path_;
    std::vector<Asked> asked_;
};

}  // namespace bench
