#include "channels/cloud/graph_error.hpp"

#include "channels/cloud/error_table.hpp"
#include "channels/cloud/graph_json.hpp"

namespace coexist::cloud {

namespace {

void judge(GraphError& error) {
    const ErrorRow& row = judge_error(error.code, error.subcode, error.is_transient, error.http);
    error.cure = row.cure;
    error.effect = row.effect;
}

/// "(#131047) Re-engagement message" -> "Re-engagement message".
std::string without_code(std::string message) {
    if (message.rfind("(#", 0) != 0) return message;
    const auto end = message.find(") ");
    return end == std::string::npos ? message : message.substr(end + 2);
}

}  // namespace

std::optional<GraphError> read_graph_error(int http, std::string_view body) {
    using namespace graph_json;
    const auto document = parse_object(body);
    if (!document) return std::nullopt;
    const boost::json::object* said = object_at(*document, "error");
    if (said == nullptr) return std::nullopt;
    const auto code = integer_at(*said, "code");
    if (!code) return std::nullopt;

    GraphError error;
    error.http = http;
    error.code = *code;
    error.subcode = integer_at(*said, "error_subcode").value_or(0);
    error.is_transient = bool_at(*said, "is_transient").value_or(false);
    error.title = text_at(*said, "error_user_title");
    if (error.title.empty()) error.title = without_code(text_at(*said, "message"));
    if (const boost::json::object* extra = object_at(*said, "error_data")) error.details = text_at(*extra, "details");
    if (error.details.empty()) error.details = error.title;
    error.user_msg = text_at(*said, "error_user_msg");
    error.fbtrace_id = text_at(*said, "fbtrace_id");
    judge(error);
    return error;
}

GraphError bare_refusal(int http) {
    GraphError error;
    error.http = http;
    error.title = "HTTP status " + std::to_string(http);
    error.details = error.title;
    judge(error);
    return error;
}

}  // namespace coexist::cloud
