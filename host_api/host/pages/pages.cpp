#include "host/pages/pages.hpp"

#include <boost/json.hpp>

#include "host/pages/html.hpp"
#include "host/running/log.hpp"

namespace crm {
namespace json = boost::json;
namespace {

constexpr std::string_view cookie = "crm_session";
constexpr std::string_view home = "/";

/// Where to go after signing in: a path of this host. "//elsewhere" and "/\elsewhere" would leave it.
std::string safe_path(const std::string& asked) {
    if (asked.size() < 2 || asked[0] != '/' || asked[1] == '/' || asked.find('\\') != std::string::npos ||
        asked.find_first_of("\r\n") != std::string::npos) {
        return std::string(home);
    }
    return asked;
}

http::Answer sign_in_page(const std::string& to, bool wrong) {
    return html_page("Sign in",
                     "<main><h1>Sign in</h1>" +
                         std::string(wrong ? "<p class=\"wrong\" role=\"alert\">This token is unknown, or its time is "
                                             "over.</p>"
                                           : "") +
                         "<p>Enter a token that was made with <code>crm-host token create USER</code>.</p>"
                         "<form method=\"post\" action=\"/signin\"><input type=\"hidden\" name=\"to\" value=\"" +
                         html_text(to) +
                         "\"><label for=\"token\">Token</label><input id=\"token\" name=\"token\" type=\"password\" "
                         "autocomplete=\"current-password\" required><button>Sign in</button></form></main>",
                     wrong ? 403 : 200);
}

std::string set_cookie(const http::RequestHead& head, const std::string& value, const char* more) {
    // Lax: the way back from the platform's dialog must find the person still signed in.
    const bool secure = head.header("x-forwarded-proto") == "https";
    return std::string(cookie) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "") + more;
}

/// Whether a form came from a page of this host. Browsers name the origin with every POST.
bool own_form(const http::RequestHead& head) {
    const std::string_view origin = head.header("origin");
    const std::size_t at = origin.find("://");
    return at != std::string_view::npos && origin.substr(at + 3) == head.header("host");
}

http::Answer foreign_form() {
    return http::Answer::problem(403, "foreign_form", "This form was not sent from a page of this host.",
                                 "Open the sign-in page and send it from there.");
}

http::Answer sign_in(const ApiContext& context, const http::Exchange& exchange) {
    const http::RequestHead& head = exchange.head();
    if (head.method == "GET") return sign_in_page(safe_path(query_value(head.query, "to")), false);
    if (!own_form(head)) return foreign_form();
    const std::string token = query_value(exchange.body(), "token");
    const std::string to = safe_path(query_value(exchange.body(), "to"));
    if (token.empty() || token.find_first_of(";, \t\r\n\"") != std::string::npos ||
        !context.directory.person_of_token(token, now_ms())) {
        return sign_in_page(to, true);
    }
    http::Answer answer = see_other(to);
    answer.headers.emplace_back("set-cookie", set_cookie(head, token, "; Max-Age=43200"));
    return answer;
}

http::Answer sign_out(const ApiContext&, const http::Exchange& exchange) {
    if (!own_form(exchange.head())) return foreign_form();
    http::Answer answer = see_other("/signin");
    answer.headers.emplace_back("set-cookie", set_cookie(exchange.head(), "", "; Max-Age=0"));
    return answer;
}

http::Answer style(const ApiContext&, const http::Exchange&) {
    return page_style();
}

/// The CRM's own page: it tells the component its hotels' names and time zones, which only the CRM knows.
http::Answer crm_page(const ApiContext& context, const http::Exchange& exchange) {
    const Person* person = exchange.person();
    if (person == nullptr) return Pages::to_sign_in(exchange.head());
    json::object tenants;
    for (const Tenant& tenant : context.directory.tenants()) {
        if (!person->sees(tenant.id)) continue;
        tenants[tenant.id] = json::object{{"name", tenant.name}, {"timeZone", tenant.time_zone}};
    }
    std::string content = "<header><strong>crm-host</strong><span>" + html_text(person->name) +
                          "</span><form method=\"post\" action=\"/signout\"><button>Sign out</button></form></header>";
    for (const auto& plugin : context.plugins) {
        bool pages = false;
        for (const Route& route : plugin->plugin.registration.routes) pages = pages || route.path_prefix == "/app";
        if (!pages) continue;
        content += "<wa-channels tenants=\"" + html_text(json::serialize(tenants)) + "\"></wa-channels><script src=\"" +
                   html_text(plugin->mount) + "/app/wa-channels.js\" type=\"module\"></script>";
    }
    return html_page("CRM", content);
}

}  // namespace

class Pages::Page final : public http::Target {
  public:
    using Function = http::Answer (*)(const ApiContext&, const http::Exchange&);
    Page(const ApiContext& context, std::string_view method_name, std::string_view path_text, Function function)
        : method(method_name), path(path_text), context_(context), function_(function) {}

    std::uint64_t max_body() const override { return 4096; }
    void serve(http::Exchange& exchange) override { exchange.answer(work(exchange)); }

    const std::string_view method;
    const std::string_view path;

  private:
    http::Answer work(const http::Exchange& exchange) const noexcept try {
        return function_(context_, exchange);
    } catch (const std::exception& error) {
        log(CRM_LOG_ERROR, "pages", error.what());
        return http::Answer::problem(500, "host_failed", "The host failed to answer.", "Look at the log of this host.");
    }

    const ApiContext& context_;
    const Function function_;
};

Pages::Pages(const ApiContext& context) {
    const auto add = [&](std::string_view method, std::string_view path, Page::Function function) {
        pages_.push_back(std::make_unique<Page>(context, method, path, function));
    };
    add("GET", home, &crm_page);
    add("GET", "/page.css", &style);
    add("GET", "/signin", &sign_in);
    add("POST", "/signin", &sign_in);
    add("POST", "/signout", &sign_out);
}

Pages::~Pages() = default;

http::Target* Pages::find(std::string_view method, std::string_view path) const {
    for (const auto& page : pages_) {
        if (page->path == path && page->method == method) return page.get();
    }
    return nullptr;
}

http::Answer Pages::to_sign_in(const http::RequestHead& head) {
    std::string to;
    for (const char c : head.path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                           c == '-' || c == '_' || c == '.';
        if (!plain) return see_other("/signin");
        to += c;
    }
    return see_other("/signin?to=" + to);
}

bool Pages::wants_page(const http::RequestHead& head) {
    return head.method == "GET" && head.header("accept").find("text/html") != std::string_view::npos;
}

std::string_view Pages::session_token(const http::RequestHead& head) {
    std::string_view left = head.header("cookie");
    while (!left.empty()) {
        std::string_view one = left.substr(0, left.find(';'));
        left.remove_prefix(std::min(left.size(), one.size() + 1));
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        if (one.size() > cookie.size() && one.substr(0, cookie.size()) == cookie && one[cookie.size()] == '=') {
            return one.substr(cookie.size() + 1);
        }
    }
    return {};
}

}  // namespace crm
