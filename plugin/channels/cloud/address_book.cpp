#include "channels/cloud/address_book.hpp"

#include <string_view>
#include <utility>

#include "channels/cloud/people.hpp"

namespace coexist::cloud {
namespace {

std::int64_t time_of_entry(const json::object& item, const Part& part) {
    const auto metadata = json::object_at(item, "metadata");
    const std::int64_t told = metadata ? json::seconds_at(*metadata, "timestamp") : 0;
    return told != 0 ? told : part.told_at;
}

void read_entry(const json::element& element, Part& part) {
    json::object item;
    if (element.get(item) != simdjson::SUCCESS) {
        return part.keep_unknown("state that is no object", json::minified(element));
    }
    const std::string type = json::text_at(item, "type");
    const std::string_view action = json::string_at(item, "action");
    const auto contact = json::object_at(item, "contact");
    const bool known = (type == "contact" || type.empty()) && (action == "add" || action == "remove");
    if (!known || !contact) return part.keep_unknown(type, json::minified(element));

    ContactFact fact;
    add_person(fact.identities, json::text_at(*contact, "phone_number"));
    add_user_ids(fact.identities, json::text_at(*contact, "user_id"), json::text_at(*contact, "parent_user_id"));
    if (fact.identities.empty()) return part.keep_unknown("contact without identity", json::minified(element));

    const Evidence evidence{time_of_entry(item, part), {}};
    std::string_view name = json::string_at(*contact, "full_name");
    if (name.empty()) name = json::string_at(*contact, "first_name");
    fact.names.address_book = NameRegister{evidence, std::string(name), action == "remove"};
    std::string username = username_of(json::string_at(*contact, "username"));
    fact.shown = {part.told_at, "address_book"};
    if (!username.empty()) fact.names.username = NameRegister{evidence, std::move(username), false};
    part.say(std::move(fact));
}

}  // namespace

void read_address_book(const json::array& items, Part& part) {
    for (const json::element item : items) read_entry(item, part);
}

}  // namespace coexist::cloud
