#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/api/api.hpp"
#include "host/http/exchange.hpp"
#include "host/pages/pages.hpp"
#include "host/running/plugin_target.hpp"

namespace crm {

/// Tokens that are no person's.
struct SiteKeys {
    std::string scraper;  ///< may read /metrics and nothing else; empty: there is none
    std::string console;  ///< the console of this data folder, beside a running serve
};

/// All that the host answers over HTTP, and who may ask for it: the plugins' mounts by their routes' access levels,
/// the host's own REST for people who are signed in, and /healthz and the sign-in page for everybody. Programs sign in
/// by a bearer token; browsers by a cookie, which counts for the plugins' mounts and the host's pages only: what a
/// browser sends by itself opens nothing of the host's REST.
class Site final : public http::Planner {
  public:
    Site(const ApiContext& context, http::WorkerPool& workers, SiteKeys keys);
    ~Site() override;

    http::Plan plan(const http::RequestHead& head) override;

  private:
    class Alive;

    std::shared_ptr<const Person> signed_in(const http::RequestHead& head) const;
    std::shared_ptr<const Person> signed_in_page(const http::RequestHead& head) const;
    std::shared_ptr<const Person> person_of(std::string_view token) const;
    std::shared_ptr<const Person> scraper(const http::RequestHead& head) const;
    http::Plan plan_plugin(const PluginMount& mount, const http::RequestHead& head) const;
    http::Plan plan_api(const http::RequestHead& head) const;

    const ApiContext& context_;
    const SiteKeys keys_;
    std::vector<PluginMount> mounts_;
    Api api_;
    Pages pages_;
    std::unique_ptr<Alive> alive_;
};

}  // namespace crm
