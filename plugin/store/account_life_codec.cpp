#include "store/account_life_codec.hpp"

#include <boost/json.hpp>

namespace coexist {
namespace json = boost::json;

std::string text_from_life(const AccountLife& life) {
    json::array events;
    for (const auto& [kind, event] : life.newest) {
        events.push_back(json::array{static_cast<int>(kind), event.at, event.reason, event.initiated_by, event.raw,
                                     event.received_at});
    }
    return json::serialize(events);
}

AccountLife life_from_text(std::string_view text) {
    AccountLife life;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& item : parsed.as_array()) {
        const json::array& event = item.as_array();
        life.newest[static_cast<LifeKind>(event.at(0).as_int64())] = LifeEvent{
            event.at(1).as_int64(), std::string(event.at(2).as_string()), std::string(event.at(3).as_string()),
            std::string(event.at(4).as_string()), event.at(5).as_int64()};
    }
    return life;
}

std::string text_from_signs(const AccountSigns& signs) {
    json::array list;
    for (const CallSign& sign : signs.newest) {
        list.push_back(json::array{sign.asked_at, static_cast<int>(sign.kind), sign.read, sign.reason});
    }
    return json::serialize(list);
}

AccountSigns signs_from_text(std::string_view text) {
    AccountSigns signs;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& item : parsed.as_array()) {
        const json::array& sign = item.as_array();
        signs.newest.insert(CallSign{sign.at(0).as_int64(), static_cast<SignKind>(sign.at(1).as_int64()),
                                     sign.at(2).as_bool(), std::string(sign.at(3).as_string())});
    }
    return signs;
}

}  // namespace coexist
