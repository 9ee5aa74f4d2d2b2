#include "ingest/bad_knocks.hpp"

#include <algorithm>
#include <functional>

namespace coexist {
namespace {

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t burst_ms = BadKnocks::burst * second_ms;

}  // namespace

std::string_view address_of(std::string_view peer) {
    if (!peer.empty() && peer.front() == '[') peer = peer.substr(1, peer.find(']') - 1);
    const auto colons = std::count(peer.begin(), peer.end(), ':');
    if (colons <= 1) return peer.substr(0, peer.find(':'));
    std::size_t end = 0;
    for (int group = 0; group < 4 && end != std::string_view::npos; ++group) end = peer.find(':', end + 1);
    return peer.substr(0, end);
}

int BadKnocks::count(std::string_view peer, std::int64_t now_ms) {
    std::atomic<std::int64_t>& place =
        spoken_for_[std::hash<std::string_view>()(address_of(peer)) % spoken_for_.size()];
    std::int64_t known = place.load(std::memory_order_relaxed);
    for (;;) {
        // A clock that was set back must not keep an address waiting for longer than a whole burst.
        const std::int64_t from = std::clamp(known, now_ms, now_ms + burst_ms);
        const bool above = from + second_ms > now_ms + burst_ms;
        if (!place.compare_exchange_weak(known, above ? from : from + second_ms, std::memory_order_relaxed)) continue;
        return above ? static_cast<int>((from - burst_ms - now_ms) / second_ms) + 1 : 0;
    }
}

}  // namespace coexist
