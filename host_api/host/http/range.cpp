#include "host/http/range.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace crm::http {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Digits alone; a number that does not fit is as good as the largest.
std::optional<std::uint64_t> number_in(std::string_view text) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() ? number : UINT64_MAX;
}

/// Only a strong validator proves that two parts are of the same bytes.
bool holds(std::string_view if_range, std::string_view etag) {
    if (if_range.empty()) return true;
    return !etag.empty() && etag.front() == '"' && if_range == etag;
}

}  // namespace

FilePart part_asked(std::string_view range, std::string_view if_range, std::string_view etag, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    range = trimmed(range);
    const bool bytes =
        range.size() > unit.size() && std::equal(unit.begin(), unit.end(), range.begin(), [](char a, char b) {
            return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
        });
    if (!bytes || !holds(trimmed(if_range), etag)) return {};
    range = trimmed(range.substr(unit.size()));
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return {};
    const auto first = number_in(trimmed(range.substr(0, dash)));
    const auto last = number_in(trimmed(range.substr(dash + 1)));
    const bool open_end = trimmed(range.substr(dash + 1)).empty();
    FilePart part;
    if (trimmed(range.substr(0, dash)).empty()) {
        if (!last) return {};
        part.length = std::min(*last, size);  // the last so many
        part.first = size - part.length;
    } else {
        if (!first || (!last && !open_end) || (last && *last < *first)) return {};
        part.first = *first;
        if (part.first < size) part.length = std::min(last.value_or(UINT64_MAX), size - 1) - part.first + 1;
    }
    if (part.length == 0) {
        return {FilePart::Kind::unsatisfiable, 0, 0, "bytes */" + std::to_string(size)};
    }
    part.kind = FilePart::Kind::part;
    part.content_range = "bytes " + std::to_string(part.first) + "-" + std::to_string(part.first + part.length - 1) +
                         "/" + std::to_string(size);
    return part;
}

void tell_part(std::string& head, const FilePart& part) {
    const std::size_t end = head.find("\r\n");
    if (end == std::string::npos) return;
    std::string begin = head.substr(0, end);
    if (part.kind == FilePart::Kind::part) begin = "HTTP/1.1 206 Partial Content";
    if (part.kind == FilePart::Kind::unsatisfiable) begin = "HTTP/1.1 416 Range Not Satisfiable";
    begin += "\r\naccept-ranges: bytes";
    if (!part.content_range.empty()) begin += "\r\ncontent-range: " + part.content_range;
    head.replace(0, end, begin);
}

}  // namespace crm::http
