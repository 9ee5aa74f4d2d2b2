#include "api/connect_pages.hpp"

#include <SQLiteCpp/Exception.h>

#include "api/answers.hpp"

namespace coexist {
namespace {

HttpAnswer answer_of(ConnectPage page) {
    HttpAnswer answer;
    answer.status = page.status;
    answer.content_type = "text/html; charset=utf-8";
    answer.body = std::move(page.body);
    answer.headers = std::move(page.headers);
    return answer;
}

}  // namespace

bool is_connect_page(std::string_view path) {
    constexpr std::string_view below = "/connect/";
    return path.substr(0, below.size()) == below;
}

HttpAnswer connect_page(const ConnectDoor& door, const LinkDoor& links, const HttpRequest& request) {
    if (request.method != "GET") {
        HttpAnswer answer = problem_answer({Refusal::invalid,
                                            "method_not_allowed",
                                            "The page at this path does not take this method.",
                                            "Open it in a browser.",
                                            {}},
                                           405);
        answer.headers.emplace_back("allow", "GET");
        return answer;
    }
    try {
        const ConnectRequest asked{request.path, request.query, header_of(request, "cookie"),
                                   header_of(request, "accept-language"), header_of(request, "sec-fetch-mode")};
        return answer_of(LinkDoor::serves(request.path) ? links.handle(asked) : door.handle(asked));
    } catch (const SQLite::Exception&) {
        return answer_of(refused_page(header_of(request, "accept-language"),
                                      {Refusal::unavailable,
                                       "state_unavailable",
                                       "The state could not be read just now.",
                                       "Go back and try again in a moment.",
                                       {}},
                                      {}));
    }
}

}  // namespace coexist
