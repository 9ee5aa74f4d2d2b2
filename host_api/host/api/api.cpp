#include "host/api/api.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <exception>

#include "host/running/log.hpp"

namespace crm {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
        if (text[at] == '%' && high >= 0 && low >= 0) {
            plain += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            plain += text[at] == '+' ? ' ' : text[at];
        }
    }
    return plain;
}

}  // namespace

std::string ApiCall::query(std::string_view name) const {
    return query_value(head.query, name);
}

std::string query_value(std::string_view query, std::string_view name) {
    std::string_view left = query;
    while (!left.empty()) {
        const std::size_t end = left.find('&');
        const std::string_view pair = left.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (pair.substr(0, equals) == name) {
            return equals == std::string_view::npos ? std::string() : percent_decoded(pair.substr(equals + 1));
        }
        if (end == std::string_view::npos) break;
        left.remove_prefix(end + 1);
    }
    return {};
}

int ApiCall::limit() const {
    const std::string text = query("limit");
    int number = 100;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number < 1 ? 1 : number > 500 ? 500 : number;
}

std::string ApiCall::actor() const {
    const std::string_view languages = head.header("accept-language");
    Person asking = person;
    asking.origin = head.peer;
    return asking.actor(languages.substr(0, languages.find_first_of(",; *")));
}

std::string listed(std::string_view name, const std::vector<std::string>& documents) {
    std::string text = "{\"" + std::string(name) + "\":[";
    for (const std::string& document : documents) {
        if (text.back() != '[') text += ',';
        text += document;
    }
    return text + "]}";
}

class Api::Endpoint final : public http::Target {
  public:
    using Function = http::Answer (*)(const ApiContext&, const ApiCall&);

    Endpoint(const ApiContext& context, http::WorkerPool& workers, std::string_view method_name,
             std::string_view path_text, bool for_operators, Function function)
        : method(method_name),
          path(path_text),
          operators_only(for_operators),
          context_(context),
          workers_(workers),
          function_(function) {}

    std::uint64_t max_body() const override { return std::uint64_t{1} << 20; }

    void serve(http::Exchange& exchange) override {
        if (!workers_.submit([this, &exchange] { exchange.answer(work(exchange)); })) {
            exchange.answer(
                http::Answer::problem(503, "busy", "Too many requests wait already.", "Try again in some seconds."));
        }
    }

    bool covers(std::string_view asked) const {
        return path.back() == '/' ? asked.size() > path.size() && asked.substr(0, path.size()) == path : asked == path;
    }

    const std::string_view method;
    const std::string_view path;
    const bool operators_only;

  private:
    http::Answer work(const http::Exchange& exchange) const noexcept try {
        const http::RequestHead& head = exchange.head();
        return function_(context_, {head, exchange.body(), *exchange.person(), head.path.substr(path.size())});
    } catch (const std::exception& error) {
        log(CRM_LOG_ERROR, "api", error.what());
        return http::Answer::problem(500, "host_failed", "The host failed to answer.", "Look at the log of this host.");
    }

    const ApiContext& context_;
    http::WorkerPool& workers_;
    const Function function_;
};

Api::Api(const ApiContext& context, http::WorkerPool& workers) {
    const auto add = [&](std::string_view method, std::string_view path, bool operators, Endpoint::Function function) {
        endpoints_.push_back(std::make_unique<Endpoint>(context, workers, method, path, operators, function));
    };
    add("GET", "/api/me", false, &api::me);
    add("GET", "/api/tenants", false, &api::tenants);
    add("GET", "/api/accounts", false, &api::accounts);
    add("GET", "/api/contacts", false, &api::contacts);
    add("GET", "/api/conversations", false, &api::conversations);
    add("GET", "/api/timeline", false, &api::timeline);
    add("GET", "/api/operations/", false, &api::operation);
    add("GET", "/api/actions", false, &api::list_actions);
    add("POST", "/api/actions", false, &api::invoke_action);
    add("GET", "/api/plugins", false, &api::plugins);
    add("GET", "/api/health", false, &api::health);
    add("GET", "/api/metrics", true, &api::metrics);
    add("GET", "/metrics", true, &api::all_metrics);
}

Api::~Api() = default;

Api::Found Api::find(std::string_view method, std::string_view path) const {
    Found found;
    for (const auto& endpoint : endpoints_) {
        if (!endpoint->covers(path)) continue;
        if (endpoint->method == method) return {endpoint.get(), endpoint->operators_only, {}};
        found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(endpoint->method);
    }
    return found;
}

}  // namespace crm
