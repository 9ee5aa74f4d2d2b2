#include "web/staff_app.hpp"

#include <numeric>
#include <set>
#include <string>

#include "api/answers.hpp"
#include "web/bundle.hpp"

namespace coexist {
namespace {

constexpr std::string_view root = "/app";

HttpAnswer refused(int status, const char* code, const char* detail, const char* next) {
    return problem_answer({status == 404 ? Refusal::not_found : Refusal::invalid, code, detail, next, {}}, status);
}

// The dialog's own, as its session events come from (Meta, "Embedded Signup: implementation").
constexpr const char* of_facebook = " https://www.facebook.com https://web.facebook.com";

std::string origin_of(const std::string& url) {
    const std::size_t host = url.find("://") + 3;
    return url.substr(0, url.find_first_of("/?#", host));
}

// Of each app whose SDK is switched on, where its script comes from; each with a space before it.
std::string sdk_origins(const Settings& settings) {
    std::set<std::string> origins;
    for (const App& app : settings.apps) {
        if (app.signup && app.signup->sdk.enabled) origins.insert(' ' + origin_of(app.signup->sdk.script));
    }
    return std::accumulate(origins.begin(), origins.end(), std::string());
}

// Everything of the app comes from its own origin; its scripts and styles are files and constructed style sheets, so
// that nothing inline is ever run (CSP 3). Photos and voice notes of guests come from the same mount.
// Where the SDK's window is switched on, its script and whom that asks are let in, and nothing else.
std::string policy(const Settings& settings) {
    const std::string scripts = sdk_origins(settings);
    const std::string asked = scripts.empty() ? "" : scripts + of_facebook;
    std::string text = "default-src 'none'; script-src 'self'" + scripts +
                       "; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'" +
                       asked + (scripts.empty() ? "" : std::string("; frame-src") + of_facebook) +
                       "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    for (const std::string& page : settings.frame_ancestors) text += ' ' + page;
    return text;
}

// Whether the client takes gzip: named, and not with q=0 (RFC 9110, 12.5.3).
bool takes_gzip(std::string_view accepted) {
    const std::size_t at = accepted.find("gzip");
    if (at == std::string_view::npos) return false;
    const std::string_view rest = accepted.substr(at, accepted.find(',', at) - at);
    return rest.find("q=0") == std::string_view::npos || rest.find("q=0.") != std::string_view::npos;
}

HttpAnswer redirect_to_folder() {
    HttpAnswer answer;
    answer.status = 308;
    answer.content_type = "text/plain";
    answer.headers = {{"location", "app/"}, {"cache-control", "no-cache"}};  // beside itself, wherever it is mounted
    return answer;
}

}  // namespace

bool is_staff_app(std::string_view path) {
    return path.substr(0, root.size()) == root && (path.size() == root.size() || path[root.size()] == '/');
}

HttpAnswer staff_app(const Settings& settings, const HttpRequest& request) {
    if (request.method != "GET") {
        HttpAnswer answer = refused(405, "method_not_allowed", "The staff app is only read.", "Open it in a browser.");
        answer.headers.emplace_back("allow", "GET");
        return answer;
    }
    if (request.path.size() == root.size()) return redirect_to_folder();
    std::string_view name = request.path.substr(root.size() + 1);
    if (name.empty()) name = "index.html";
    const web::Asset* asset = web::find_asset(name);
    if (asset == nullptr) {
        return refused(404, "page_unknown", "The staff app has no such file.",
                       "Load the page anew: another version of the app may have been installed.");
    }
    HttpAnswer answer;
    answer.content_type = asset->content_type;
    answer.headers = {{"etag", std::string(asset->etag)},
                      {"cache-control", asset->hashed ? "public, max-age=31536000, immutable" : "no-cache"},
                      {"vary", "accept-encoding"},
                      {"x-content-type-options", "nosniff"},
                      {"referrer-policy", "same-origin"},
                      {"content-security-policy", policy(settings)}};
    if (names_etag(header_of(request, "if-none-match"), asset->etag)) {
        answer.status = 304;
        return answer;
    }
    const bool packed = takes_gzip(header_of(request, "accept-encoding"));
    answer.body = packed ? asset->gzip : asset->plain;
    if (packed) answer.headers.emplace_back("content-encoding", "gzip");
    return answer;
}

}  // namespace coexist
