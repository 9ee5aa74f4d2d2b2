#pragma once
#include <functional>
#include <string>

#include "scenes.hpp"

namespace scenes {

/// Where a scene ends: the state, and the records of a host that followed the feed.
struct Ending {
    std::string state;
    std::string host;
    bool operator==(const Ending&) const = default;
};

/// A fold that is broken on purpose: sees each delivery before it is applied, and how many came before it. For tests of
/// this test; the empty one changes nothing.
using Breakage = std::function<void(Row& row, std::size_t before, const Scene& seen)>;

/// Each row once, one by one, in the order of the scene.
Ending in_order(rooms::FoldBench& bench, const Scene& scene, const Breakage& breakage);

/// In another order, some twice, some batched into one webhook or one transaction, history in parts between which
/// others go on, the process restarted here and there (also in the middle of history, which then begins anew), and a
/// host that reads now and then.
Ending shaken(rooms::FoldBench& bench, const Scene& scene, Dice& dice, const Breakage& breakage);

/// The lines that only one of both has; empty if they are equal.
std::string difference(const Ending& found, const Ending& expected);

}  // namespace scenes
