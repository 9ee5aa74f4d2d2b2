#include "escaped_json.hpp"

#include <boost/json.hpp>
#include <cstdint>

namespace sim {
namespace {

void append_unit(std::string& out, std::uint32_t unit) {
    static constexpr char digits[] = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(digits[(unit >> static_cast<unsigned>(shift)) & 15U]);
}

void append_code_point(std::string& out, std::uint32_t point) {
    if (point < 0x10000U) {
        append_unit(out, point);
    } else {
        append_unit(out, 0xD800U + ((point - 0x10000U) >> 10U));
        append_unit(out, 0xDC00U + ((point - 0x10000U) & 0x3FFU));
    }
}

}  // namespace

std::string escaped_json(const boost::json::value& value) {
    // Boost writes valid UTF-8 and escapes control characters; what is left to do concerns string contents only,
    // because neither "/" nor a byte above 0x7f can appear outside a string.
    const std::string plain = boost::json::serialize(value);
    std::string out;
    out.reserve(plain.size() + plain.size() / 8);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const auto byte = static_cast<unsigned char>(plain[i]);
        if (byte == '/') {
            out += "\\/";
        } else if (byte < 0x80) {
            out.push_back(plain[i]);
        } else {
            const int more = byte >= 0xF0 ? 3 : (byte >= 0xE0 ? 2 : 1);
            std::uint32_t point = byte & (0x3FU >> static_cast<unsigned>(more));
            for (int k = 0; k < more; ++k) point = (point << 6U) | (static_cast<unsigned char>(plain[++i]) & 0x3FU);
            append_code_point(out, point);
        }
    }
    return out;
}

}  // namespace sim
