#include "host/http/answer.hpp"

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>
#include <charconv>

namespace crm::http {
namespace {

std::string_view reason(int status) {
    const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
    const auto words = boost::beast::http::obsolete_reason(known);
    return {words.data(), words.size()};
}

void append_number(std::string& out, std::uint64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, static_cast<std::size_t>(end.ptr - digits));
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

bool is_token(std::string_view name) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               others.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view value) {
    return std::none_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

bool is_ours(std::string_view name) {
    constexpr std::string_view ours[] = {"connection", "content-length", "content-type",
                                         "date",       "keep-alive",     "transfer-encoding"};
    return std::any_of(std::begin(ours), std::end(ours), [&](std::string_view own) {
        return own.size() == name.size() && std::equal(own.begin(), own.end(), name.begin(), [](char a, char b) {
                   return a == ((b >= 'A' && b <= 'Z') ? static_cast<char>(b + 32) : b);
               });
    });
}

void append_checked(std::string& out, std::string_view name, std::string_view value) {
    if (is_token(name) && is_field_value(value) && !is_ours(name)) append_field(out, name, value);
}

}  // namespace

Answer Answer::json(std::string document, int status) {
    Answer answer;
    answer.status = status;
    answer.body = std::move(document);
    return answer;
}

Answer Answer::of(Reply reply) {
    if (!reply) {
        return problem(500, "out_of_memory", "The plugin had no memory left for an answer.", "Try again later.");
    }
    Answer answer;
    answer.reply = std::move(reply);
    return answer;
}

Answer Answer::problem(int status, std::string_view code, std::string_view detail, std::string_view next) {
    const boost::json::object document{{"type", "urn:crm-host:problem:" + std::string(code)},
                                       {"title", std::string(reason(status))},
                                       {"status", status},
                                       {"code", std::string(code)},
                                       {"detail", std::string(detail)},
                                       {"next", std::string(next)}};
    Answer answer;
    answer.status = status;
    answer.content_type = "application/problem+json";
    answer.body = boost::json::serialize(document);
    return answer;
}

void append_head(std::string& out, const Answer& answer, std::uint64_t length, std::string_view date, bool keep_alive) {
    const int status = answer.reply ? answer.reply.http_status() : answer.status;
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(status));
    out.append(" ").append(reason(status)).append("\r\n");
    append_field(out, "date", date);
    if (answer.reply) {
        if (!answer.reply.content_type().empty() && is_field_value(answer.reply.content_type())) {
            append_field(out, "content-type", answer.reply.content_type());
        }
        for (std::size_t index = 0; index < answer.reply.header_count(); ++index) {
            append_checked(out, view(answer.reply.header(index).name), view(answer.reply.header(index).value));
        }
    } else {
        append_field(out, "content-type", answer.content_type);
        append_field(out, "x-content-type-options", "nosniff");
        for (const auto& [name, value] : answer.headers) append_checked(out, name, value);
    }
    if (status != 204 && status != 304) {
        out.append("content-length: ");
        append_number(out, length);
        out.append("\r\n");
    }
    if (!keep_alive) out.append("connection: close\r\n");
    out.append("\r\n");
}

}  // namespace crm::http
