#include "media/media_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace coexist {
namespace {

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::array<std::int64_t, 5> waits = {10 * second, minute, 5 * minute, 30 * minute, 120 * minute};

}  // namespace

std::int64_t wait_after_tries(std::int64_t tries) {
    const auto place = static_cast<std::size_t>(std::max<std::int64_t>(tries, 1) - 1);
    return waits.at(std::min(place, waits.size() - 1));
}

std::string bare_type(std::string_view mime_type) {
    std::string bare(mime_type.substr(0, mime_type.find(';')));
    while (!bare.empty() && bare.back() == ' ') bare.pop_back();
    std::transform(bare.begin(), bare.end(), bare.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return bare;
}

bool type_allowed(const std::vector<std::string>& types, std::string_view mime_type) {
    if (types.empty()) return true;
    const std::string bare = bare_type(mime_type);
    return std::any_of(types.begin(), types.end(), [&bare](const std::string& type) {
        const bool all_of_kind = type.size() > 2 && type.compare(type.size() - 2, 2, "/*") == 0;
        return all_of_kind ? bare.rfind(type.substr(0, type.size() - 1), 0) == 0 : bare == type;
    });
}

}  // namespace coexist
