#include "onboarding/connect_page.hpp"

#include <boost/json.hpp>

#include "config/localized.hpp"
#include "secrets/digest.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* style =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;"
    "background:#f6f6f4;color:#1c1c1a}main{max-width:26rem;padding:2rem}h1{font-size:1.25rem;margin:0 0 .5rem}"
    "p{margin:.5rem 0}.code{color:#6b6b66;font-size:.8rem}"
    "ul,ol{padding-inline-start:1.4rem}li{margin:.35rem "
    "0}.go{display:inline-block;background:#0b6b58;color:#fff;padding:.7rem "
    "1.2rem;border-radius:.6rem;"
    "text-decoration:none;font-weight:600}.note{background:#fbeed6;color:#7a4b00;padding:.6rem .8rem;"
    "border-radius:.6rem}h2{font-size:1.05rem;margin:1.2rem 0 .3rem}table{border-collapse:collapse;width:100%}"
    "th,td{border-top:1px solid #d4d4ce;padding:.35rem .3rem;text-align:start;vertical-align:top;font-size:.9rem}"
    "summary{cursor:pointer;padding:.5rem 0}"
    "@media(prefers-color-scheme:dark){body{background:#1c1c1a;color:#f2f2ee}.code{color:#a3a39c}.note{background:#"
    "3d2f14;"
    "color:#f3c173}.go{background:#5fcfb2;color:#06231c}}";

// Only hexadecimal digits, letters and _ stand in an operation's id; anything else would be a bug, not an attack.
std::string script_for(std::string_view operation_id) {
    return "try{new BroadcastChannel('coexist-connect').postMessage({operation:'" + std::string(operation_id) +
           "'})}catch(e){}setTimeout(function(){window.close()},1500)";
}

std::string base64_of_sha256(std::string_view text) {
    return to_base64(*from_hex(sha256_hex(text)));
}

std::string paragraph(const json::value& text) {
    return "<p>" + html_text(text.as_string()) + "</p>";
}

// The platform's own code, which stands in the English sentence alone; with a space before it.
std::string number_of_platform(const Problem& problem) {
    constexpr std::string_view before = "(code ";
    const std::size_t at = problem.detail.find(before);
    if (at == std::string::npos) return {};
    const std::size_t number = at + before.size();
    return " " + problem.detail.substr(number, problem.detail.find(')', number) - number);
}

ConnectPage page(int status, std::string_view title, const std::string& content, std::string_view operation_id,
                 std::string_view language = "en", const std::string& refresh = {}) {
    ConnectPage out;
    out.status = status;
    const std::string script = operation_id.empty() ? std::string() : script_for(operation_id);
    out.body =
        "<!doctype html><html lang=\"" + std::string(language) + "\"><head>" +
        (refresh.empty() ? std::string() : "<meta http-equiv=\"refresh\" content=\"" + html_text(refresh) + "\">") +
        "<meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>" +
        html_text(title) + "</title><style>" + style + "</style></head><body><main><h1>" + html_text(title) + "</h1>" +
        content + "</main>" + (script.empty() ? "" : "<script>" + script + "</script>") + "</body></html>";
    std::string policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
        "'sha256-" +
        base64_of_sha256(style) + "'";
    if (!script.empty()) policy += "; script-src 'sha256-" + base64_of_sha256(script) + "'";
    out.headers = {{"cache-control", "no-store"},
                   {"content-security-policy", policy},
                   {"referrer-policy", "no-referrer"},
                   {"x-content-type-options", "nosniff"}};
    return out;
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

ConnectPage client_page(int status, std::string_view language, std::string_view title, const std::string& content,
                        const std::string& refresh) {
    return page(status, title, content, {}, language, refresh);
}

ConnectPage received_page(std::string_view languages, std::string_view operation_id, Provider provider) {
    const json::object& words = localized("guide", languages).at("callback").as_object();
    std::string content;
    for (const json::value& one : words.at("received_words").as_array()) content += paragraph(one);
    if (provider == Provider::coex) content += paragraph(words.at("phone_open"));
    return page(200, words.at("received").as_string(), content, operation_id, language_wished(languages));
}

ConnectPage refused_page(std::string_view languages, const Problem& problem, std::string_view operation_id) {
    const json::object& words = localized("guide", languages).at("callback").as_object();
    const json::value* known = words.at("refusals").as_object().if_contains(problem.code);
    const std::string content = known != nullptr
                                    ? paragraph(known->at("detail")) + paragraph(known->at("next"))
                                    : "<p>" + html_text(problem.detail) + "</p><p>" + html_text(problem.next) + "</p>";
    return page(http_status(problem.refusal), words.at("refused").as_string(),
                content + "<p class=\"code\">" + html_text(problem.code + number_of_platform(problem)) + "</p>",
                operation_id, language_wished(languages));
}

ConnectPage redirect_page(const std::string& url) {
    ConnectPage out;
    out.status = 302;
    out.headers = {{"location", url}, {"cache-control", "no-store"}, {"referrer-policy", "no-referrer"}};
    return out;
}

}  // namespace coexist
