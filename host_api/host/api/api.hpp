#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/http/exchange.hpp"
#include "host/http/worker_pool.hpp"
#include "host/records/directory.hpp"
#include "host/records/records.hpp"
#include "host/running/running_plugin.hpp"

namespace crm {

/// What the host's own REST works on.
struct ApiContext {
    Directory& directory;
    Records& records;
    const std::vector<std::unique_ptr<RunningPlugin>>& plugins;
};

/// One call of the host's REST, with the eyes of the person who is signed in.
struct ApiCall {
    const http::RequestHead& head;
    std::string_view body;
    const Person& person;
    std::string_view rest;  ///< of the path, behind the endpoint's prefix; only where it ends with '/'

    /// A member of the query, percent-decoded; empty when it is absent.
    std::string query(std::string_view name) const;
    /// The query's limit, between 1 and 500; 100 when it is absent.
    int limit() const;
    /// The actor document, in the client's language if the person has none.
    std::string actor() const;
};

/// The endpoints below /api, and /metrics, for people who are signed in; what they may see is filtered by tenant. Each
/// is answered on a worker.
class Api {
  public:
    Api(const ApiContext& context, http::WorkerPool& workers);
    ~Api();

    struct Found {
        http::Target* target = nullptr;
        bool operators_only = false;
        std::string allowed;  ///< without a target: the methods of that path; empty = no such path
    };
    Found find(std::string_view method, std::string_view path) const;

  private:
    class Endpoint;
    std::vector<std::unique_ptr<Endpoint>> endpoints_;
};

/// A member of a query or of a form (application/x-www-form-urlencoded), decoded; empty when it is absent.
std::string query_value(std::string_view query, std::string_view name);

/// "[a,b]" of documents that are JSON already, as {"NAME": [...]}.
std::string listed(std::string_view name, const std::vector<std::string>& documents);

// The endpoints themselves.
namespace api {
http::Answer me(const ApiContext&, const ApiCall&);
http::Answer tenants(const ApiContext&, const ApiCall&);
http::Answer accounts(const ApiContext&, const ApiCall&);
http::Answer contacts(const ApiContext&, const ApiCall&);
http::Answer conversations(const ApiContext&, const ApiCall&);
http::Answer timeline(const ApiContext&, const ApiCall&);
http::Answer operation(const ApiContext&, const ApiCall&);
http::Answer list_actions(const ApiContext&, const ApiCall&);
http::Answer invoke_action(const ApiContext&, const ApiCall&);
http::Answer plugins(const ApiContext&, const ApiCall&);
http::Answer health(const ApiContext&, const ApiCall&);
http::Answer metrics(const ApiContext&, const ApiCall&);
/// Of all plugins, for a scraper.
http::Answer all_metrics(const ApiContext&, const ApiCall&);
}  // namespace api

}  // namespace crm
