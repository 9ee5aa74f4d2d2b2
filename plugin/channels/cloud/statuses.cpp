#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "channels/cloud/content.hpp"
#include "channels/cloud/messages.hpp"

namespace coexist::cloud {
namespace {

Identities recipient_of(const json::object& item) {
    Identities recipient;
    add_person(recipient, json::text_at(item, "recipient_id"));
    std::string parent = json::text_at(item, "recipient_parent_user_id");
    if (parent.empty()) parent = json::text_at(item, "parent_recipient_user_id");  // its name before May 2026
    add_user_ids(recipient, json::text_at(item, "recipient_user_id"), std::move(parent));
    return recipient;
}

bool is_of_group(const json::object& item) {
    return json::string_at(item, "recipient_type") == "group" || json::member(item, "recipient_participant_id");
}

void read_status(const json::element& element, Part& part, People& people) {
    json::object item;
    if (element.get(item) != simdjson::SUCCESS) {
        return part.keep_unknown("status that is no object", json::minified(element));
    }
    if (is_of_group(item)) return part.keep_unknown("group_status", json::minified(element));
    std::string id = json::text_at(item, "id");
    const std::string name = json::text_at(item, "status");
    const auto status = status_named(name);
    if (id.empty() || !status) return part.keep_unknown("status " + name, json::minified(element));

    const std::int64_t told = json::seconds_at(item, "timestamp");
    const Evidence evidence{told != 0 ? told : part.told_at, id};
    Message message;
    message.wamid = Wamid(std::move(id));
    message.sides = side_business;  // the platform tells the fate of the business's own messages only
    message.peers = recipient_of(item);
    people.complete(message.peers, evidence);
    message.status_times.emplace(*status, evidence.at);
    message.errors = errors_of(item, evidence);
    if (const auto pricing = json::member(item, "pricing")) message.pricing = json::minified(*pricing);
    if (const auto billing = json::member(item, "conversation")) message.billing = json::minified(*billing);
    message.callback = json::text_at(item, "biz_opaque_callback_data");
    std::string key_hash = json::text_at(item, "recipient_identity_key_hash");
    if (!key_hash.empty() && !message.peers.empty()) {
        ContactFact recipient{message.peers, {}, evidence};
        recipient.names.key_hash = WordRegister{evidence, std::move(key_hash)};
        part.say(std::move(recipient));
    }
    part.say(MessageFact{std::move(message)});
}

}  // namespace

std::optional<Status> status_named(std::string_view name) {
    const auto is = [&](std::string_view ours) {
        return ours.size() == name.size() &&
               std::equal(ours.begin(), ours.end(), name.begin(), [](char our, char told) {
                   return our == (told >= 'A' && told <= 'Z' ? static_cast<char>(told - 'A' + 'a') : told);
               });
    };
    for (const Status status :
         {Status::pending, Status::sent, Status::failed, Status::delivered, Status::read, Status::played}) {
        if (is(name_of(status))) return status;
    }
    if (is("error")) return Status::failed;
    return std::nullopt;
}

void read_statuses(const json::array& items, Part& part, People& people) {
    for (const json::element item : items) read_status(item, part, people);
}

}  // namespace coexist::cloud
