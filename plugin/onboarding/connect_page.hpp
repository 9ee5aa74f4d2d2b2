#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/problem.hpp"
#include "model/provider.hpp"

namespace coexist {

/// What a browser gets in the connection's popup.
struct ConnectPage {
    int status = 200;
    std::string body;  ///< HTML, or empty
    std::vector<std::pair<std::string, std::string>> headers;
};

/// A page in its language. `content`: HTML; `refresh`: seconds after which, and where, it is loaded anew
/// ("3;url=..."); empty: never.
ConnectPage client_page(int status, std::string_view language, std::string_view title, const std::string& content,
                        const std::string& refresh = {});

/// In the first of the browser's `languages` (Accept-Language) that there is: "You may close this window". Tells the
/// opener over a BroadcastChannel "coexist-connect" which operation has news (the opener polls it too), and closes
/// itself.
ConnectPage received_page(std::string_view languages, std::string_view operation_id, Provider provider);
/// A refusal in plain words, in that language; the opener is told as well where the operation is known.
ConnectPage refused_page(std::string_view languages, const Problem& problem, std::string_view operation_id);
/// Sends the browser on.
ConnectPage redirect_page(const std::string& url);

/// The same problem as plain text for HTML: & < > " ' written as entities.
std::string html_text(std::string_view text);

}  // namespace coexist
