#include "channels/cloud/messages.hpp"

#include <utility>

#include "channels/cloud/content.hpp"

namespace coexist::cloud {
namespace {

/// One item with what all its types have in common.
struct Item {
    json::element element;
    json::object inside;
    std::string type;
    Evidence evidence;
    Side side = side_customer;
    Identities peers;
};

Side side_of(const json::object& item, Side array_side, const Part& part) {
    if (array_side == side_business) return side_business;
    const std::string from = digits_of(json::text_at(item, "from"));
    return !from.empty() && from == part.address.display_digits ? side_business : side_customer;
}

Identities customer_of(const json::object& item, Side side) {
    Identities customer;
    const bool wrote = side == side_customer;
    add_person(customer, json::text_at(item, wrote ? "from" : "to"));
    add_user_ids(customer, json::text_at(item, wrote ? "from_user_id" : "to_user_id"),
                 json::text_at(item, wrote ? "from_parent_user_id" : "to_parent_user_id"));
    return customer;
}

/// A fact on message `wamid` that tells who wrote it.
Message written(const Item& item, std::string wamid) {
    Message message;
    message.wamid = Wamid(std::move(wamid));
    message.origin = item.side == side_customer ? Origin::customer : Origin::business_app;
    message.sides = item.side;
    message.peers = item.peers;
    return message;
}

/// A fact on message `wamid` that tells only whose conversation it is in.
Message touched(const Item& item, std::string wamid) {
    Message message;
    message.wamid = Wamid(std::move(wamid));
    message.peers = item.peers;
    return message;
}

/// Whose reaction it is. The user ID goes first: since 2026 it is on every webhook, the phone number is not.
std::string actor_of(const Item& item) {
    if (item.side == side_business) return "business";
    for (const IdentityKind kind : {IdentityKind::bsuid, IdentityKind::wa_id, IdentityKind::parent_bsuid}) {
        for (const Identity& peer : item.peers) {
            if (peer.kind == kind) return std::string(name_of(kind)) + ":" + peer.value;
        }
    }
    return "customer";
}

void read_edit(const Item& item, Part& part) {
    const auto edit = json::object_at(item.inside, "edit");
    std::string original = edit ? json::text_at(*edit, "original_message_id") : std::string();
    if (original.empty()) return part.keep_unknown("edit without original", json::minified(item.element));
    Message message = written(item, std::move(original));
    message.edit = Edit{item.evidence, {}, json::minified(item.element)};
    // The inner context says "M0", which is no message; it is not read.
    if (const auto inner = json::object_at(*edit, "message")) {
        const std::string type = type_of(*inner);
        message.edit->text = text_of_item(*inner, type);
        const auto media = media_of(*inner, type);
        if (media && !media->id.empty()) message.media_ids.insert(media->id);
    }
    part.say(MessageFact{std::move(message)});
}

void read_revoke(const Item& item, Part& part) {
    const auto revoke = json::object_at(item.inside, "revoke");
    std::string original = revoke ? json::text_at(*revoke, "original_message_id") : std::string();
    if (original.empty()) return part.keep_unknown("revoke without original", json::minified(item.element));
    Message message = touched(item, std::move(original));
    auto& by = item.side == side_customer ? message.revoke_by_customer : message.revoke_by_business;
    by = Revoke{item.evidence, static_cast<std::uint8_t>(item.side)};
    part.say(MessageFact{std::move(message)});
}

void read_reaction(const Item& item, Part& part) {
    const auto reaction = json::object_at(item.inside, "reaction");
    std::string original = reaction ? json::text_at(*reaction, "message_id") : std::string();
    if (original.empty()) return part.keep_unknown("reaction without message", json::minified(item.element));
    Message message = touched(item, std::move(original));
    message.reactions.emplace(actor_of(item),
                              Reaction{item.evidence, std::string(json::string_at(*reaction, "emoji"))});
    part.say(MessageFact{std::move(message)});
}

/// A notice of a change tells the person's old names, to which the conversation belongs, and the new ones. The
/// two are never shown as one person here: numbers are recycled, and when the old name ended is not lost in
/// an edge between them (Meta, "Webhooks: system"; "Business-scoped user IDs").
void split_system_names(Item& item, Part& part) {
    const auto system = json::object_at(item.inside, "system");
    if (!system) return;
    Identities later;
    add_person(later, json::text_at(*system, "wa_id"));
    add_user_ids(later, json::text_at(*system, "user_id"), json::text_at(*system, "parent_user_id"));
    Identities earlier = item.peers;
    for (const Identity& identity : later) earlier.erase(identity);
    add_user_ids(earlier, json::text_at(*system, "previous_user_id"),
                 json::text_at(*system, "previous_parent_user_id"));
    item.peers = earlier.empty() ? later : earlier;
    if (!later.empty()) part.say(ContactFact{std::move(later), {}});
}

void read_content(const Item& item, std::string id, Part& part) {
    Message message = written(item, std::move(id));
    message.content = content_of(item.element, item.type, item.evidence);
    if (message.content->media && !message.content->media->id.empty()) {
        message.media_ids.insert(message.content->media->id);
    }
    message.errors = errors_of(item.inside, item.evidence);
    part.say(MessageFact{std::move(message)});
}

void read_message(const json::element& element, Side array_side, Part& part, People& people) {
    Item item;
    item.element = element;
    if (element.get(item.inside) != simdjson::SUCCESS) {
        return part.keep_unknown("message that is no object", json::minified(element));
    }
    item.type = type_of(item.inside);
    if (json::member(item.inside, "group_id")) return part.keep_unknown("group_message", json::minified(element));
    std::string id = json::text_at(item.inside, "id");
    if (id.empty()) return part.keep_unknown(item.type + " without id", json::minified(element));

    const std::int64_t told = json::seconds_at(item.inside, "timestamp");
    item.evidence = {told != 0 ? told : part.told_at, id};
    item.side = side_of(item.inside, array_side, part);
    item.peers = customer_of(item.inside, item.side);
    if (item.type == "system") {
        split_system_names(item, part);
        return read_content(item, std::move(id), part);
    }
    people.complete(item.peers, item.evidence);
    if (item.type == "edit") return read_edit(item, part);
    if (item.type == "revoke") return read_revoke(item, part);
    if (item.type == "reaction") return read_reaction(item, part);
    read_content(item, std::move(id), part);
}

}  // namespace

void read_messages(const json::array& items, Side side, Part& part, People& people) {
    for (const json::element item : items) read_message(item, side, part, people);
}

}  // namespace coexist::cloud
