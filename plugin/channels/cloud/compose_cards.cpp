#include <boost/json.hpp>

#include "channels/cloud/compose.hpp"

namespace coexist::cloud {
namespace json = boost::json;
namespace {

json::object name_of_card(const json::object& card) {
    json::object name;
    for (const char* part : {"formatted_name", "first_name", "last_name"}) {
        if (const json::value* value = card.if_contains(part)) name[part] = *value;
    }
    // The platform wants one part beside the whole name.
    if (!name.contains("first_name") && !name.contains("last_name")) name["first_name"] = card.at("formatted_name");
    return name;
}

}  // namespace

Result<Outgoing> compose_cards(const Draft& draft) {
    Outgoing out{"contacts", json::array()};
    json::array cards;
    const json::array& given = draft.input.at("contacts").as_array();
    for (const json::value& one : given) {
        const json::object& from = one.as_object();
        json::object card{{"name", name_of_card(from)}};
        for (const char* part : {"phones", "emails", "urls", "org", "birthday"}) {
            if (const json::value* value = from.if_contains(part)) card[part] = *value;
        }
        out.text += (out.text.empty() ? "" : ", ") + text_in(from, "formatted_name");
        cards.push_back(std::move(card));
    }
    out.parts["contacts"] = json::serialize(cards);
    out.content = std::move(cards);
    return out;
}

}  // namespace coexist::cloud
