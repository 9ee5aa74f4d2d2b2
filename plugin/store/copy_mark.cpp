#include "store/copy_mark.hpp"

#include <algorithm>

#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr const char* copied_at_name = "copied_at";
constexpr const char* segment_prefix = "copied/";
constexpr std::int64_t year_2026_ms = 1'767'225'600'000;
constexpr std::int64_t epoch_every_ms = 600'000;

}  // namespace

void mark_as_copy(Session& state, std::int64_t copied_at, const std::vector<std::string>& segments) {
    Transaction transaction(state);
    set_meta_number(state, copied_at_name, copied_at);
    for (const std::string& segment : segments) {
        const std::string name = segment_prefix + segment;
        // The copy of a restored state: the older mark says the same.
        if (meta_number(state, name.c_str(), 0) == 0) set_meta_number(state, name.c_str(), copied_at);
    }
    transaction.commit();
}

std::int64_t unworked_copy_of(Session& state) {
    return meta_number(state, copied_at_name, 0);
}

std::int64_t segment_copied_at(Session& state, const std::string& segment) {
    return meta_number(state, (segment_prefix + segment).c_str(), 0);
}

void begin_own_life(Session& state, const std::string& directory, std::int64_t now_ms) {
    const std::int64_t by_clock = (now_ms - year_2026_ms) / epoch_every_ms;
    set_meta_number(state, "feed_epoch", std::max(next_epoch(state, directory), by_clock));
    set_meta_number(state, copied_at_name, 0);
}

}  // namespace coexist
