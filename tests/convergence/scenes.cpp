#include "scenes.hpp"

namespace scenes {

Scene scene_of(unsigned seed) {
    Dice dice(seed);
    Scene scene;
    for (std::size_t count = 4 + dice.upto(10); count > 0; --count) {
        const Change change = some_change(dice);
        const std::int64_t received_at = rooms::fixture_time + 10 + static_cast<std::int64_t>(dice.upto(2));
        scene.push_back({received_at, entry_of(change, dice), change.field == "history", false});
    }
    for (std::size_t count = dice.upto(3); count > 0; --count) {
        scene.push_back(
            {rooms::fixture_time + static_cast<std::int64_t>(dice.upto(2)), {}, false, false, some_decision(dice)});
    }
    scene.push_back({0, {}, false, true});
    return scene;
}

rooms::Arrived webhook_of(const std::vector<Row>& rows) {
    std::string entries;
    for (const Row& row : rows) entries += (entries.empty() ? "" : ",") + row.entry;
    return {rows.front().received_at, R"({"object":"whatsapp_business_account","entry":[)" + entries + "]}"};
}

std::string text_of(const Scene& scene) {
    std::string text;
    for (const Row& row : scene) {
        if (!row.decided.empty()) {
            text += "a person: " + row.decided + "\n";
            continue;
        }
        text += row.answer ? "the answer to our send\n" : std::to_string(row.received_at) + " " + row.entry + "\n";
    }
    return text;
}

}  // namespace scenes
