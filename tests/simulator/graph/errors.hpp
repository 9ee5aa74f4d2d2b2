#pragma once
#include "json_read.hpp"

#include <exception>
#include <string>
#include <string_view>

namespace sim::graph {

/// A call that the platform refuses; nothing was done.
struct Refusal : std::exception {
    Refusal(int status_, json::object error_) : status(status_), error(std::move(error_)) {}
    [[nodiscard]] const char* what() const noexcept override { return "refused"; }
    int status;
    json::object error;  ///< what stands under "error", without fbtrace_id
    bool bare = false;   ///< `error` is the whole body: not the platform's, a gateway's
};

/// One row of the platform's error list.
struct KnownError {
    int code;
    int status;
    std::string_view title;
    std::string_view details;
};

/// The row of a code; an unknown code gets HTTP 400 and a general title.
KnownError known_error(int code);

/// A refusal with the list's title; `details` empty: the list's.
Refusal refusal(int code, std::string_view details = {}, int subcode = 0);
/// 190 with the sentence that belongs to the subcode (0, 458, 460, 463, 464, 467).
Refusal token_refusal(int subcode);
/// 100/33: the object does not exist or this token may not see it; the platform does not say which.
Refusal unknown_object(std::string_view method, std::string_view id);
/// `{code, title, message, error_data, href}` as it stands in statuses[].errors[].
json::object status_error(int code);

}  // namespace sim::graph
