#pragma once

#include <string>
#include <string_view>

#include "host/http/answer.hpp"

namespace crm {

/// A text for HTML, also within quotes: & < > " ' written as entities.
std::string html_text(std::string_view text);

/// A whole page around `content`, which is HTML. Nothing inline runs on it, its style is /page.css.
http::Answer html_page(std::string_view title, const std::string& content, int status = 200);

/// Sends the browser on with GET.
http::Answer see_other(const std::string& location);

/// The style of the host's pages.
http::Answer page_style();

}  // namespace crm
