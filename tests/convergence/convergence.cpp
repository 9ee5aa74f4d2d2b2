// Random scenes of deliveries: in whatever order, how often and in whatever groups they come, and wherever the process
// ends between them, the state is the same byte for byte, and so are the records of a host that follows the feed.
//   COEXIST_SCENES=N   how many (2,000; with COEXIST_LARGE 100,000)   COEXIST_SEED=N   the first one's seed (1)
#include <cstdlib>
#include <string>

#include "breakages.hpp"
#include "catch.hpp"
#include "play.hpp"

using namespace scenes;

namespace {

unsigned number_in(const char* name, unsigned otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr || *text == '\0' ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

/// How the endings differ, of the first of `orders` shaken orders whose ending does; empty if none does.
std::string broken(rooms::FoldBench& bench, const Scene& scene, unsigned seed, unsigned orders,
                   const Breakage& breakage = {}) {
    const Ending expected = in_order(bench, scene, breakage);
    Dice dice(seed);
    for (unsigned order = 0; order < orders; ++order) {
        const std::string found = difference(shaken(bench, scene, dice, breakage), expected);
        if (!found.empty()) return found;
    }
    return {};
}

/// The scene without every row that it needs not to fail.
Scene shrunk(rooms::FoldBench& bench, Scene scene) {
    constexpr unsigned orders = 40;
    for (std::size_t place = 0; place < scene.size();) {
        Scene less = scene;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(place));
        if (!less.empty() && !broken(bench, less, 1, orders).empty()) {
            scene = std::move(less);
        } else {
            ++place;
        }
    }
    return scene;
}

}  // namespace

TEST_CASE("any order, repetition, grouping and interruption of the same deliveries ends alike", "[convergence]") {
    constexpr unsigned orders = 2;
    const bool large = number_in("COEXIST_LARGE", 0) != 0;
    const unsigned first = number_in("COEXIST_SEED", 1);
    const unsigned count = number_in("COEXIST_SCENES", large ? 100'000 : 2'000);
    rooms::FoldBench bench;
    for (unsigned seed = first; seed < first + count; ++seed) {
        const Scene scene = scene_of(seed);
        const std::string found = broken(bench, scene, seed, orders);
        if (found.empty()) continue;
        const Scene least = shrunk(bench, scene);
        FAIL("seed " << seed << " does not converge:\n"
                     << found << "\nthe least of it that does not:\n"
                     << text_of(least) << "\n"
                     << broken(bench, least, 1, 40));
    }
    SUCCEED(count << " scenes");
}

TEST_CASE("a fold that depends on the order of arrival is caught", "[convergence]") {
    constexpr unsigned patience = 300;
    rooms::FoldBench bench;
    for (const BrokenFold& fold : broken_folds()) {
        unsigned seed = 1;
        while (seed < patience && broken(bench, scene_of(seed), seed, 4, fold.breakage).empty()) ++seed;
        INFO(fold.what);
        CHECK(seed < patience);
    }
}
