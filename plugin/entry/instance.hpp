#pragma once
#include <crm/plugin.h>
#include <sys/types.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "config/settings.hpp"
#include "entry/engine.hpp"
#include "entry/log_file.hpp"
#include "entry/reply.hpp"

/// The C ABI's opaque instance.
struct crm_instance {
  public:
    crm_instance(const crm_host* host, coexist::OpenOptions options);

    /// Whether this is another process than the one that opened it.
    [[nodiscard]] bool forked() const;

    coexist::Said configure(std::string_view text, std::string_view source_name);
    coexist::Said start();
    coexist::Said stop(std::uint32_t deadline_ms);
    /// Null when it is not started: [any] calls are refused then.
    std::shared_ptr<coexist::Engine> engine() const;
    coexist::Said health() const;
    /// list_actions while it is not started.
    coexist::Result<coexist::ActionAnswer> actions_at_rest(const coexist::ActionRequest& request,
                                                           coexist::Provider provider) const;

  private:
    coexist::Log make_log() const;

    const pid_t process_;
    const coexist::OpenOptions options_;
    std::string host_name_;
    coexist::Clock clock_;
    void (*host_log_)(void*, std::int32_t, const crm_str*, const crm_str*) = nullptr;
    void* host_ctx_ = nullptr;
    std::optional<coexist::Settings> settings_;
    std::shared_ptr<coexist::LogFile> log_file_;
    mutable std::mutex guard_;  ///< engine_
    std::shared_ptr<coexist::Engine> engine_;
};
