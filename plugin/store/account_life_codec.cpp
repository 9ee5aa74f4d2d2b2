#include "store/account_life_codec.hpp"

#include <boost/json.hpp>

namespace coexist {
namespace json = boost::json;

std::string text_from_life(const AccountLife& life) {
    json::array events;
    for (const auto& [kind, event] : life.newest) {
        events.push_back(json::array{static_cast<int>(kind), event.at, event.reason, event.initiated_by, event.raw});
    }
    return json::serialize(events);
}

AccountLife life_from_text(std::string_view text) {
    AccountLife life;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& item : parsed.as_array()) {
        const json::array& event = item.as_array();
        life.newest[static_cast<LifeKind>(event.at(0).as_int64())] =
            LifeEvent{event.at(1).as_int64(), std::string(event.at(2).as_string()),
                      std::string(event.at(3).as_string()), std::string(event.at(4).as_string())};
    }
    return life;
}

}  // namespace coexist
