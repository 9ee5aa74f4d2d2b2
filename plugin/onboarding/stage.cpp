#include "onboarding/stage.hpp"

#include <array>

namespace coexist {
namespace {

constexpr std::array<std::string_view, 14> names{"",        "waiting",   "exchange", "inspect",  "numbers",
                                                 "choose",  "subscribe", "fields",   "delivery", "contacts",
                                                 "history", "settle",    "done",     "failed"};

}  // namespace

std::string_view name_of(Stage stage) {
    const auto place = static_cast<std::size_t>(stage);
    return place < names.size() ? names[place] : std::string_view();
}

std::optional<Stage> stage_named(std::string_view name) {
    for (std::size_t place = 1; place < names.size(); ++place) {
        if (names[place] == name) return static_cast<Stage>(place);
    }
    return std::nullopt;
}

}  // namespace coexist
