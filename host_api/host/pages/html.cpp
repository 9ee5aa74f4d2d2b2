#include "host/pages/html.hpp"

namespace crm {
namespace {

constexpr const char* style = R"(*{box-sizing:border-box}
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f4f1;color:#1c1c1a}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;padding:.5rem 1rem;background:#20312f;color:#fff}
header strong{margin-inline-end:auto}
main{max-width:26rem;margin:10vh auto 0;padding:1rem}
h1{font-size:1.4rem;margin:0 0 .5rem}
label{display:block;margin:1rem 0 .25rem}
input{font:inherit;width:100%;padding:.5rem .75rem;border:1px solid #71716b;border-radius:.4rem;background:#fff;color:#1c1c1a}
button{font:inherit;padding:.45rem 1rem;border:0;border-radius:.4rem;background:#0b6b58;color:#fff;cursor:pointer}
main button{margin-top:1rem}
header button{background:#3a504c}
wa-channels{block-size:calc(100dvh - 3.6rem)}
.wrong{color:#a4161a}
code{font-size:.9em}
@media(prefers-color-scheme:dark){body{background:#161715;color:#eeeee9}input{background:#242522;color:#eeeee9}.wrong{color:#ff9d96}}
)";

http::Answer page_answer(int status, const char* type, std::string body) {
    http::Answer answer;
    answer.status = status;
    answer.content_type = type;
    answer.body = std::move(body);
    return answer;
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

http::Answer html_page(std::string_view title, const std::string& content, int status) {
    http::Answer answer =
        page_answer(status, "text/html; charset=utf-8",
                    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                    "content=\"width=device-width,initial-scale=1\"><title>" +
                        html_text(title) + "</title><link rel=\"stylesheet\" href=\"/page.css\"></head><body>" +
                        content + "</body></html>");
    answer.headers = {{"cache-control", "no-store"},
                      {"content-security-policy",
                       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src "
                       "'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
                      {"referrer-policy", "same-origin"}};
    return answer;
}

http::Answer see_other(const std::string& location) {
    http::Answer answer = page_answer(303, "text/plain", {});
    answer.headers = {{"location", location}, {"cache-control", "no-store"}};
    return answer;
}

http::Answer page_style() {
    http::Answer answer = page_answer(200, "text/css", style);
    answer.headers = {{"cache-control", "max-age=300"}};
    return answer;
}

}  // namespace crm
