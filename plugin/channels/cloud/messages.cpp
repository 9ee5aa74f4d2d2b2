#include "channels/cloud/messages.hpp"

#include <algorithm>
#include <utility>

#include "channels/cloud/content.hpp"

namespace coexist::cloud {
namespace {

/// One item with what all its types have in common.
struct Item {
    const Place& place;
    json::element element;
    json::object inside;
    std::string type;
    Evidence evidence;
    Side side = side_customer;
    Identities peers;
};

bool has(const Identities& identities, IdentityKind kind) {
    return std::any_of(identities.begin(), identities.end(), [&](const Identity& one) { return one.kind == kind; });
}

/// In a thread of history only `from` tells whose word it is: `to` may be missing from the business's messages, and
/// `from` from those of people who use a username.
Side side_in_thread(const std::string& from, const Identities& thread, const Part& part) {
    if (from.empty()) return side_customer;
    if (!part.address.display_digits.empty()) {
        return from == part.address.display_digits ? side_business : side_customer;
    }
    const bool of_customer = !has(thread, IdentityKind::wa_id) || thread.count({IdentityKind::wa_id, from}) > 0;
    return of_customer ? side_customer : side_business;
}

Side side_of(const json::object& item, const Place& place, const Part& part) {
    if (place.side == side_business) return side_business;
    const std::string from = digits_of(json::text_at(item, "from"));
    if (place.thread != nullptr) return side_in_thread(from, *place.thread, part);
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

/// A thread is a chat with one person, named by the thread; items add only kinds of names that the thread does not
/// tell: an old number on an old message is no second name of today's.
Identities person_of(const Item& item) {
    Identities person = customer_of(item.inside, item.side);
    if (item.place.thread == nullptr) return person;
    Identities named = *item.place.thread;
    for (const Identity& one : person) {
        if (!has(*item.place.thread, one.kind)) named.insert(one);
    }
    return named;
}

Origin origin_of(const Item& item) {
    if (item.place.witness != Witness::live) return Origin::imported;
    if (item.side == side_customer) return Origin::customer;
    return item.place.standby ? Origin::other_app : Origin::business_app;
}

/// A fact on message `wamid` that tells who wrote it.
Message written(const Item& item, std::string wamid) {
    Message message;
    message.wamid = Wamid(std::move(wamid));
    message.origin = origin_of(item);
    message.sides = item.side;
    message.peers = item.peers;
    message.standby = item.place.standby;
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
    message.reactions.emplace(actor_of(item), Reaction{item.evidence, std::string(json::string_at(*reaction, "emoji")),
                                                       item.place.witness == Witness::live});
    part.say(MessageFact{std::move(message)});
}

/// A notice of a change tells the person's old names, to which the conversation belongs, and the new ones. He leaves
/// the old number, not his user IDs, which nobody else is ever given (Meta, "Webhooks: system"; "Business-scoped user
/// IDs").
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
    const bool left = json::text_at(*system, "type").find("changed_number") != std::string::npos;
    if (earlier.empty() || (later.empty() && !left)) {
        if (!later.empty()) part.say(ContactFact{std::move(later), {}, item.evidence});
        return;
    }
    part.say(MoveFact{std::move(earlier), std::move(later), left, item.evidence});
}

/// History tells how far a message got in capitals and without a time. Of a customer's message it is the business that
/// saw it: no delivery status (Meta, "Webhooks: history").
void tell_history_status(const Item& item, Message& message) {
    const auto context = json::object_at(item.inside, "history_context");
    if (!context) return;
    const auto status = status_named(json::text_at(*context, "status"));
    if (!status) return;
    if (item.side == side_business) {
        message.status_times.emplace(*status, 0);
    } else {
        message.business_saw = *status;
    }
}

/// The answer to a request for the phone number is a card that the platform itself marks: the number on it is the
/// sender's own (Meta, "Business-scoped user IDs": contact_request).
void tell_shared_number(const Item& item, Part& part) {
    const auto cards = json::array_at(item.inside, "contacts");
    if (!cards || cards->size() != 1 || item.side != side_customer) return;
    json::object card;
    if (cards->at(0).get(card) != simdjson::SUCCESS) return;
    std::string_view origin = json::string_at(card, "origin");
    if (origin.empty()) origin = json::string_at(item.inside, "origin");
    const auto phones = json::array_at(card, "phones");
    json::object phone;
    if (origin != "contact_request" || !phones || phones->at(0).get(phone) != simdjson::SUCCESS) return;
    ContactFact sender{item.peers, {}, item.evidence};
    add_person(sender.identities, json::text_at(phone, "wa_id"));
    if (sender.identities.size() > item.peers.size()) part.say(std::move(sender));
}

void read_content(const Item& item, std::string id, Part& part) {
    Message message = written(item, std::move(id));
    message.content = content_of(item.element, item.type, item.evidence, item.place.witness);
    if (message.content->media && !message.content->media->id.empty()) {
        message.media_ids.insert(message.content->media->id);
    }
    message.errors = errors_of(item.inside, item.evidence);
    tell_history_status(item, message);
    if (item.type == "contacts") tell_shared_number(item, part);
    part.say(MessageFact{std::move(message)});
}

void read_message(const json::element& element, const Place& place, Part& part, People& people) {
    Item item{place, element, {}, {}, {}, side_customer, {}};
    if (element.get(item.inside) != simdjson::SUCCESS) {
        return part.keep_unknown("message that is no object", json::minified(element));
    }
    item.type = type_of(item.inside);
    if (json::member(item.inside, "group_id")) return part.keep_unknown("group_message", json::minified(element));
    std::string id = json::text_at(item.inside, "id");
    if (id.empty()) return part.keep_unknown(item.type + " without id", json::minified(element));

    const std::int64_t told = json::seconds_at(item.inside, "timestamp");
    item.evidence = {told != 0 ? told : part.told_at, id};
    item.side = side_of(item.inside, place, part);
    item.peers = person_of(item);
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

void read_messages(const json::array& items, const Place& place, Part& part, People& people) {
    for (const json::element item : items) read_message(item, place, part, people);
}

}  // namespace coexist::cloud
