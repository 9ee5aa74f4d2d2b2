#include "play.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

#include "ingest/following_host.hpp"
#include "ingest/state_dump.hpp"

namespace scenes {
namespace {

constexpr int all = 1'000'000;

/// One run of a scene, row by row.
class Run {
  public:
    Run(rooms::FoldBench& bench, const Breakage& breakage) : bench_(bench), breakage_(breakage) {
        bench_.reset();
        bench_.ask_for_send();
    }

    void take(std::vector<Row> rows, bool one_webhook) {
        for (Row& row : rows) {
            if (breakage_) breakage_(row, seen_.size(), seen_);
            seen_.push_back(row);
        }
        std::vector<rooms::Arrived> arrived;
        if (one_webhook) {
            arrived.push_back(webhook_of(rows));
        } else {
            for (const Row& row : rows) arrived.push_back(webhook_of({row}));
        }
        bench_.deliver(arrived);
    }
    void answer() { bench_.answer_send(); }
    void decide(const Row& row) {
        std::istringstream words(row.decided);
        std::string verb;
        std::string one;
        std::string other;
        words >> verb >> one >> other;
        bench_.decide(one, other, verb == "separate", row.received_at);
    }
    void read(int limit) { host_.read_on(bench_.session(), limit); }
    Ending end() {
        read(all);
        return {rooms::dump_of(bench_.session()), host_.records()};
    }

  private:
    rooms::FoldBench& bench_;
    const Breakage& breakage_;
    rooms::FollowingHost host_;
    Scene seen_;
};

Scene in_disorder(const Scene& scene, Dice& dice) {
    Scene rows = scene;
    for (std::size_t copies = scene.size() / 3; copies > 0; --copies) rows.push_back(dice.one_of(scene));
    std::shuffle(rows.begin(), rows.end(), dice.engine());
    return rows;
}

}  // namespace

Ending in_order(rooms::FoldBench& bench, const Scene& scene, const Breakage& breakage) {
    Run run(bench, breakage);
    for (const Row& row : scene) {
        if (row.answer) {
            run.answer();
        } else if (!row.decided.empty()) {
            run.decide(row);
        } else {
            run.take({row}, true);
        }
    }
    return run.end();
}

Ending shaken(rooms::FoldBench& bench, const Scene& scene, Dice& dice, const Breakage& breakage) {
    Run run(bench, breakage);
    const Scene rows = in_disorder(scene, dice);
    Row begun;  // history that is applied in parts
    bool in_parts = false;
    const auto finish = [&] {
        while (bench.go_on(1 + dice.upto(3))) {
        }
        in_parts = false;
    };
    for (std::size_t next = 0; next < rows.size();) {
        if (dice.once_in(80)) {
            bench.restart();
            if (in_parts) bench.begin(webhook_of({begun}));
        }
        if (in_parts && !bench.go_on(1 + dice.upto(2))) in_parts = false;
        if (rows[next].answer) {
            run.answer();
            ++next;
        } else if (!rows[next].decided.empty()) {
            run.decide(rows[next++]);
        } else if (rows[next].history && dice.once_in(2)) {
            if (in_parts) finish();
            begun = rows[next++];
            bench.begin(webhook_of({begun}));
            in_parts = true;
        } else {
            std::vector<Row> group;
            const std::size_t size = 1 + dice.upto(4);
            while (next < rows.size() && group.size() < size && !rows[next].answer && rows[next].decided.empty() &&
                   (group.empty() || group.front().received_at == rows[next].received_at)) {
                group.push_back(rows[next++]);
            }
            run.take(std::move(group), dice.once_in(2));
        }
        if (dice.once_in(3)) run.read(static_cast<int>(1 + dice.upto(5)));
    }
    if (in_parts) finish();
    return run.end();
}

std::string difference(const Ending& found, const Ending& expected) {
    const auto lines = [](const Ending& ending) {
        std::multiset<std::string> all_lines;
        std::istringstream stream(ending.state + ending.host);
        for (std::string line; std::getline(stream, line);) all_lines.insert(line);
        return all_lines;
    };
    const auto left = lines(found);
    const auto right = lines(expected);
    std::vector<std::string> only;
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only));
    only.emplace_back("-- expected:");
    std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(only));
    if (only.size() == 1) return {};
    std::string text;
    for (const std::string& line : only) text.append(line).append("\n");
    return text;
}

}  // namespace scenes
