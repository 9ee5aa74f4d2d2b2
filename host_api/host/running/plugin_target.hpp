#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/http/exchange.hpp"
#include "host/http/worker_pool.hpp"
#include "host/running/running_plugin.hpp"

namespace crm {

/// One route of a plugin as a target of the server: SUBMIT routes go to submit_http and are answered when the plugin
/// calls back, the others wait in handle_http on a worker.
class PluginTarget final : public http::Target {
  public:
    PluginTarget(const RunningPlugin& plugin, const Route& route, http::WorkerPool& workers)
        : plugin_(plugin), route_(route), workers_(workers) {}

    std::uint64_t max_body() const override { return route_.max_body; }
    void serve(http::Exchange& exchange) override;
    const Route& route() const { return route_; }

  private:
    void work(http::Exchange& exchange) const;
    static void done(void* exchange, const crm_reply* reply);

    const RunningPlugin& plugin_;
    const Route& route_;
    http::WorkerPool& workers_;
};

/// All routes of a plugin below its mount point.
class PluginMount {
  public:
    PluginMount(const RunningPlugin& plugin, http::WorkerPool& workers);

    const RunningPlugin& plugin() const { return plugin_; }
    /// Whether the path is the mount point or below it.
    bool covers(std::string_view path) const;

    struct Found {
        PluginTarget* target = nullptr;
        std::string allowed;  ///< without a target: the methods that the path has; empty = no such path
    };
    /// The route for a raw path (with the mount point): the longest prefix that ends at a segment wins.
    Found find(std::string_view method, std::string_view path) const;

  private:
    const RunningPlugin& plugin_;
    std::vector<std::unique_ptr<PluginTarget>> targets_;  // longest prefix first
};

}  // namespace crm
