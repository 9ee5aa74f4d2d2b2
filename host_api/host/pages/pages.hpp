#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/api/api.hpp"
#include "host/http/exchange.hpp"

namespace crm {

/// What the host shows to people in a browser: /signin, where an API token is exchanged for a cookie, /signout, and /,
/// the CRM's own page, which places each plugin's <wa-channels>. The least that a CRM does so that staff can use a
/// plugin's pages.
class Pages {
  public:
    explicit Pages(const ApiContext& context);
    ~Pages();

    /// The target of a path and method; null if it is none of these.
    http::Target* find(std::string_view method, std::string_view path) const;

    /// Where a browser without a session is sent: the sign-in page, which leads back to what was asked for.
    static http::Answer to_sign_in(const http::RequestHead& head);
    /// Whether the client wants a page rather than a document.
    static bool wants_page(const http::RequestHead& head);
    /// The token in the session's cookie; empty if there is none.
    static std::string_view session_token(const http::RequestHead& head);

  private:
    class Page;
    std::vector<std::unique_ptr<Page>> pages_;
};

}  // namespace crm
