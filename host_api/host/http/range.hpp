#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crm::http {

/// What part of a file a request wants (RFC 9110, 14: Range Requests).
struct FilePart {
    enum class Kind {
        whole,         ///< 200: no part was asked for, or one that is not to be honoured
        part,          ///< 206
        unsatisfiable  ///< 416: it begins behind the end
    };
    Kind kind = Kind::whole;
    std::uint64_t first = 0;
    std::uint64_t length = 0;
    std::string content_range;  ///< the header's value; empty for the whole
};

/// Reads `range` and `if_range` as they came, for a file of this size whose etag is `etag` (empty: it has none). One
/// range of bytes is honoured; several, other units and what is no range are passed over, as the RFC allows. A date in
/// If-Range is no proof here, so that the whole comes.
FilePart part_asked(std::string_view range, std::string_view if_range, std::string_view etag, std::uint64_t size);

/// Turns the head of an answer with the whole file (status 200) into that of the part: status, content-range, and that
/// parts may be asked for. `length` was told in it already.
void tell_part(std::string& head, const FilePart& part);

}  // namespace crm::http
