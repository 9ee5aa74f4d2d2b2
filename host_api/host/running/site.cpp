#include "host/running/site.hpp"

#include <openssl/crypto.h>

#include "host/running/log.hpp"

namespace crm {
namespace {

http::Plan refuse(http::Answer answer) {
    http::Plan plan;
    plan.refusal = std::move(answer);
    return plan;
}

http::Plan not_found() {
    return refuse(http::Answer::problem(404, "not_found", "There is nothing at this path.",
                                        "The plugins and where they are mounted are listed at /api/plugins."));
}

http::Plan wrong_method(std::string_view method, const std::string& allowed) {
    http::Answer answer = http::Answer::problem(
        405, "method_not_allowed", "This path does not take " + std::string(method) + ".", "Use " + allowed + ".");
    answer.headers.emplace_back("allow", allowed);
    return refuse(std::move(answer));
}

http::Plan not_signed_in() {
    http::Answer answer = http::Answer::problem(
        401, "not_signed_in", "This needs somebody who is signed in.",
        "Send the header \"Authorization: Bearer TOKEN\" with a token made by: crm-host token create USER");
    answer.headers.emplace_back("www-authenticate", "Bearer realm=\"crm-host\"");
    return refuse(std::move(answer));
}

http::Plan not_allowed(std::string_view role) {
    return refuse(http::Answer::problem(403, "role_missing", "This needs the role " + std::string(role) + ".",
                                        "Ask an admin to do it, or to give you the role."));
}

http::Plan operators_only() {
    return refuse(http::Answer::problem(403, "operator_needed", "This concerns every tenant.",
                                        "Ask whoever runs the host; he adds operators with: crm-host user add USER "
                                        "--role admin --operator"));
}

/// What stands behind "Bearer" in the header; empty if there is nothing.
std::string_view token_of(const http::RequestHead& head) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view given = head.header("authorization");
    return given.substr(0, scheme.size()) == scheme ? given.substr(scheme.size()) : std::string_view();
}

/// In constant time; a key that is empty fits nothing.
bool is_key(const std::string& key, std::string_view token) {
    return !key.empty() && key.size() == token.size() && CRYPTO_memcmp(key.data(), token.data(), key.size()) == 0;
}

/// "/a/../b" and its percent-encoded forms: a plugin that resolved them would answer for another route than the one
/// whose access level was checked.
bool climbs(std::string_view path) {
    for (std::size_t at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
        std::string segment(path.substr(at + 1, path.find('/', at + 1) - at - 1));
        for (std::size_t dot = segment.find('%'); dot != std::string::npos; dot = segment.find('%', dot + 1)) {
            if (segment.compare(dot, 3, "%2e") == 0 || segment.compare(dot, 3, "%2E") == 0)
                segment.replace(dot, 3, ".");
        }
        if (segment == "." || segment == "..") return true;
    }
    return false;
}

}  // namespace

/// GET /healthz: that this process answers; what the plugins' health is, people who are signed in may ask.
class Site::Alive final : public http::Target {
  public:
    std::uint64_t max_body() const override { return 0; }
    void serve(http::Exchange& exchange) override { exchange.answer(http::Answer::json(R"({"status":"ok"})")); }
};

Site::Site(const ApiContext& context, http::WorkerPool& workers, SiteKeys keys)
    : context_(context),
      keys_(std::move(keys)),
      api_(context, workers),
      pages_(context),
      alive_(std::make_unique<Alive>()) {
    for (const auto& plugin : context.plugins) mounts_.emplace_back(*plugin, workers);
}

Site::~Site() = default;

http::Plan Site::plan(const http::RequestHead& head) {
    if (climbs(head.path)) {
        return refuse(http::Answer::problem(400, "bad_path", "The path has segments that lead upwards.",
                                            "Ask for the plain path."));
    }
    for (const PluginMount& mount : mounts_) {
        if (mount.covers(head.path)) return plan_plugin(mount, head);
    }
    if (head.path == "/healthz" && head.method == "GET") return {alive_.get(), nullptr, std::nullopt};
    if (http::Target* page = pages_.find(head.method, head.path)) return {page, signed_in_page(head), std::nullopt};
    return plan_api(head);
}

std::shared_ptr<const Person> Site::scraper(const http::RequestHead& head) const {
    if (head.path != "/metrics" || !is_key(keys_.scraper, token_of(head))) return nullptr;
    return std::make_shared<const Person>(Person{"scraper", "Scraper", {"admin"}, {}, "", true});
}

std::shared_ptr<const Person> Site::signed_in(const http::RequestHead& head) const {
    return person_of(token_of(head));
}

std::shared_ptr<const Person> Site::signed_in_page(const http::RequestHead& head) const {
    const std::string_view token = token_of(head);
    return person_of(token.empty() ? Pages::session_token(head) : token);
}

std::shared_ptr<const Person> Site::person_of(std::string_view token) const {
    if (token.empty()) return nullptr;
    try {
        if (is_key(keys_.console, token)) return std::make_shared<const Person>(context_.directory.console());
        auto person = context_.directory.person_of_token(token, now_ms());
        return person ? std::make_shared<const Person>(std::move(*person)) : nullptr;
    } catch (const std::exception& error) {
        log(CRM_LOG_ERROR, "sign-in", error.what());
        return nullptr;
    }
}

http::Plan Site::plan_plugin(const PluginMount& mount, const http::RequestHead& head) const {
    const PluginMount::Found found = mount.find(head.method, head.path);
    if (found.target == nullptr) return found.allowed.empty() ? not_found() : wrong_method(head.method, found.allowed);
    http::Plan plan{found.target, signed_in_page(head), std::nullopt};
    switch (found.target->route().access) {
        case CRM_ROUTE_PUBLIC:
            return plan;
        case CRM_ROUTE_STAFF:
            if (!plan.person && Pages::wants_page(head)) return refuse(Pages::to_sign_in(head));
            if (!plan.person) return not_signed_in();
            return plan.person->has_role("staff") || plan.person->has_role("admin") ? std::move(plan)
                                                                                    : not_allowed("staff");
        default:
            if (!plan.person) return not_signed_in();
            return plan.person->has_role("admin") ? std::move(plan) : not_allowed("admin");
    }
}

http::Plan Site::plan_api(const http::RequestHead& head) const {
    const Api::Found found = api_.find(head.method, head.path);
    if (found.target == nullptr) return found.allowed.empty() ? not_found() : wrong_method(head.method, found.allowed);
    http::Plan plan{found.target, scraper(head), std::nullopt};
    if (!plan.person) plan.person = signed_in(head);
    if (!plan.person) return not_signed_in();
    if (found.operators_only && !plan.person->operates) return operators_only();
    if (plan.person->roles.empty()) return not_allowed("staff");
    return plan;
}

}  // namespace crm
