#include <string_view>
#include <utility>

#include "channels/cloud/notices.hpp"
#include "channels/cloud/people.hpp"

namespace coexist::cloud {
namespace {

void read_preference(const json::element& element, Part& part, People& people) {
    json::object item;
    if (element.get(item) != simdjson::SUCCESS) {
        return part.keep_unknown("preference that is no object", json::minified(element));
    }
    ContactFact fact;
    add_person(fact.identities, json::text_at(item, "wa_id"));
    add_user_ids(fact.identities, json::text_at(item, "user_id"), json::text_at(item, "parent_user_id"));
    const std::int64_t told = json::seconds_at(item, "timestamp");
    const Evidence evidence{told != 0 ? told : part.told_at, {}};
    people.complete(fact.identities, evidence);
    std::string category = json::text_at(item, "category");
    std::string wish = json::text_at(item, "value");
    if (fact.identities.empty() || category.empty() || wish.empty()) {
        return part.keep_unknown("preference of nobody", json::minified(element));
    }
    fact.shown = {evidence.at, "user_preferences"};
    fact.names.preferences.emplace(std::move(category), WordRegister{evidence, std::move(wish)});
    part.say(std::move(fact));
}

}  // namespace

bool read_preferences(const json::object& value, Part& part) {
    const auto items = json::array_at(value, "user_preferences");
    if (!items || items->size() == 0) return false;
    People people(value);
    for (const json::element item : *items) read_preference(item, part, people);
    people.tell(part);
    return true;
}

bool read_handover(const json::object& value, Part& part) {
    const std::string type = json::text_at(value, "type");
    const auto passed = json::object_at(value, type);
    const auto sender = json::object_at(value, "sender");
    std::string owner = passed ? json::text_at(*passed, "new_owner_role") : std::string();
    if (!sender || owner.empty()) return false;
    ContactFact fact;
    add_person(fact.identities, json::text_at(*sender, "phone_number"));
    add_user_ids(fact.identities, json::text_at(*sender, "user_id"), json::text_at(*sender, "parent_user_id"));
    if (fact.identities.empty()) return false;
    const std::int64_t told = json::seconds_at(value, "timestamp");
    fact.shown = {told != 0 ? told : part.told_at, "messaging_handovers"};
    fact.names.thread_owner = WordRegister{{fact.shown.at, {}}, std::move(owner)};
    part.say(std::move(fact));
    return true;
}

}  // namespace coexist::cloud
