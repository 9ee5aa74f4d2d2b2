#include "config/json_pointer.hpp"

#include <algorithm>

namespace coexist::config {

std::string pointer_step(std::string_view key) {
    std::string step = "/";
    for (const char letter : key) {
        if (letter == '~') {
            step += "~0";
        } else if (letter == '/') {
            step += "~1";
        } else {
            step += letter;
        }
    }
    return step;
}

std::string take_step(std::string_view& pointer) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string step;
    for (std::size_t at = 0; at < end; ++at) {
        const bool escaped = pointer[at] == '~' && at + 1 < end;
        if (escaped) {
            ++at;
            step += pointer[at] == '1' ? '/' : '~';
        } else {
            step += pointer[at];
        }
    }
    pointer.remove_prefix(end);
    return step;
}

}  // namespace coexist::config
