#include "channels/cloud/webhook_lane.hpp"

#include <cstring>

namespace coexist::cloud {
namespace {

constexpr std::string_view key = "\"field\"";
constexpr std::string_view history = "\"history\"";

std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

}  // namespace

bool history_only(std::string_view body) {
    bool any = false;
    while (!body.empty()) {
        // memmem, not string_view::find: the latter stops at each of the many quotes.
        const void* found = memmem(body.data(), body.size(), key.data(), key.size());
        if (found == nullptr) break;
        body.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - body.data()) + key.size());
        const std::string_view colon = without_blanks(body);
        if (colon.empty() || colon.front() != ':') continue;  // the word as a value
        body = without_blanks(colon.substr(1));
        if (body.substr(0, history.size()) != history) return false;
        any = true;
    }
    return any;
}

}  // namespace coexist::cloud
