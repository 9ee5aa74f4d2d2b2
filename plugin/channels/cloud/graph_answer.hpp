#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "channels/cloud/graph_error.hpp"
#include "channels/cloud/graph_result.hpp"
#include "net/http.hpp"

namespace coexist::cloud {

/// `read` turns the body of a 2xx into what the call promises.
template <class Said>
GraphResult<Said> result_of(net::Answer&& answer, std::optional<Said> (*read)(std::string_view)) {
    GraphResult<Said> result;
    result.raw = {answer.status,
                  {},
                  std::string(answer.header("date")),
                  std::string(answer.header("x-business-use-case-usage")),
                  std::string(answer.header("x-app-usage"))};
    if (answer.reached == net::Reached::not_sent) {
        result.outcome = NotSent{std::move(answer.reason)};
        return result;
    }
    if (answer.reached == net::Reached::unknown) {
        result.outcome = Unknown{std::move(answer.reason)};
        return result;
    }
    const bool success = answer.status >= 200 && answer.status < 300;
    if (auto error = read_graph_error(answer.status, answer.body)) {
        result.outcome = std::move(*error);
    } else if (auto said = success ? read(answer.body) : std::optional<Said>()) {
        result.outcome = std::move(*said);
    } else if (success || answer.status >= 500) {
        // Somebody between us and the platform may have lost its answer: it may have happened.
        result.outcome =
            Unknown{"The answer with HTTP status " + std::to_string(answer.status) + " could not be understood."};
    } else {
        result.outcome = bare_refusal(answer.status);
    }
    result.raw.body = std::move(answer.body);
    return result;
}

}  // namespace coexist::cloud
