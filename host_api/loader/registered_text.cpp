#include "loader/registered_text.hpp"

#include <boost/json.hpp>

namespace crm {

std::string checked_text(const crm_str& text, std::string_view what, std::string& wrong) {
    if (text.len == 0) return {};
    const auto complain = [&](const char* words) {
        if (wrong.empty()) wrong = std::string(what) + words;
        return std::string();
    };
    if (text.ptr == nullptr) return complain(" has a length but no bytes");
    const std::string_view bytes(text.ptr, text.len);
    if (!is_utf8(bytes)) return complain(" is not UTF-8");
    return std::string(bytes);
}

std::string required_text(const crm_str& text, std::string_view what, std::string& wrong) {
    std::string checked = checked_text(text, what, wrong);
    if (checked.empty() && wrong.empty()) wrong = std::string(what) + " is absent";
    return checked;
}

bool is_utf8(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto lead = static_cast<unsigned char>(bytes[at]);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        if (lead < 0xC2 || lead > 0xF4 || bytes.size() - at <= more) return false;
        std::uint32_t code = lead & (0x3FU >> more);
        for (std::size_t next = 1; next <= more; ++next) {
            const auto byte = static_cast<unsigned char>(bytes[at + next]);
            if ((byte & 0xC0U) != 0x80U) return false;
            code = (code << 6U) | (byte & 0x3FU);
        }
        constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
        if (code < smallest[more] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
        at += more + 1;
    }
    return true;
}

bool is_short_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && name.front() >= 'a' && name.front() <= 'z' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

bool is_json_object(std::string_view text) {
    boost::json::error_code error;
    const boost::json::value value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    return !error && value.is_object();
}

std::vector<std::string> split_methods(std::string_view methods) {
    std::vector<std::string> list;
    while (true) {
        const std::size_t comma = methods.find(',');
        const std::string_view method = methods.substr(0, comma);
        if (method.empty() || method.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != std::string_view::npos) {
            return {};
        }
        list.emplace_back(method);
        if (comma == std::string_view::npos) return list;
        methods.remove_prefix(comma + 1);
    }
}

}  // namespace crm
