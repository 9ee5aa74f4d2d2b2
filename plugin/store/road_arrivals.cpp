#include "store/road_arrivals.hpp"

#include <sstream>

namespace coexist {
namespace {

constexpr const char* select_row = "SELECT delivered_at, tests FROM road_arrival WHERE road = $1";
constexpr const char* upsert_delivery =
    "INSERT INTO road_arrival(road, delivered_at) VALUES($1, $2) ON CONFLICT(road) DO UPDATE SET delivered_at = "
    "excluded.delivered_at WHERE excluded.delivered_at > road_arrival.delivered_at";
constexpr const char* upsert_test =
    "INSERT INTO road_arrival(road, tests) VALUES($1, $2) ON CONFLICT(road) DO UPDATE SET tests = excluded.tests";
constexpr std::size_t most_tests = 16;  // several admins may look at once

}  // namespace

RoadArrival arrival_over(Session& session, const std::string& road) {
    RoadArrival arrival;
    Statement& select = session.sql(select_row).with(road);
    if (select.next()) {
        arrival.delivered_at = select.integer(0);
        std::istringstream words(select.text(1));
        for (std::string word; words >> word;) arrival.tests.push_back(word);
    }
    select.reset();
    return arrival;
}

void note_delivery(Session& session, const std::string& road, std::int64_t at) {
    session.sql(upsert_delivery).with(road, at).run();
}

void note_test(Session& session, const std::string& road, const std::string& word) {
    std::string words = word;
    std::size_t count = 1;
    for (const std::string& former : arrival_over(session, road).tests) {
        if (former != word && count++ < most_tests) words.append(1, ' ').append(former);
    }
    session.sql(upsert_test).with(road, words).run();
}

}  // namespace coexist
