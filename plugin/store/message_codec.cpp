#include "store/message_codec.hpp"

#include <boost/json.hpp>

#include "store/json_ground.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

std::string string_of(const json::value& value) {
    return std::string(value.as_string());
}

// Member names are one or two letters: they stand in every one of millions of rows.
void put(json::object& to, const char* name, const std::string& text) {
    if (!text.empty()) to[name] = text;
}

std::string get(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    return found == nullptr ? std::string() : string_of(*found);
}

json::array evidence(const Evidence& value, const json::storage_ptr& at) {
    return json::array({value.at, value.source}, at);
}

Evidence evidence(const json::value& value) {
    const json::array& pair = value.as_array();
    return {pair.at(0).as_int64(), string_of(pair.at(1))};
}

json::object content_object(const Content& content, const json::storage_ptr& at) {
    json::object out(at);
    out["w"] = static_cast<int>(content.witness);
    out["e"] = evidence(content.evidence, at);
    out["y"] = content.type;
    if (content.real) out["r"] = true;
    put(out, "t", content.text);
    put(out, "q", content.reply_to);
    put(out, "j", content.raw);
    if (!content.parts.empty()) {
        json::object parts(at);
        for (const auto& [name, part] : content.parts) parts[name] = part;
        out["p"] = std::move(parts);
    }
    if (content.media) {
        json::object media(at);
        put(media, "i", content.media->id);
        put(media, "m", content.media->mime_type);
        put(media, "h", content.media->sha256);
        put(media, "f", content.media->filename);
        if (content.media->voice) media["v"] = true;
        if (content.media->animated) media["a"] = true;
        out["m"] = std::move(media);
    }
    return out;
}

Content content_of(const json::object& from) {
    Content content;
    content.witness = static_cast<Witness>(from.at("w").as_int64());
    content.evidence = evidence(from.at("e"));
    content.type = get(from, "y");
    content.real = from.contains("r");
    content.text = get(from, "t");
    content.reply_to = get(from, "q");
    content.raw = get(from, "j");
    if (const json::value* found = from.if_contains("m")) {
        const json::object& media = found->as_object();
        content.media = Media{get(media, "i"), get(media, "m"),     get(media, "h"),
                              get(media, "f"), media.contains("v"), media.contains("a")};
    }
    if (const json::value* parts = from.if_contains("p")) {
        for (const auto& part : parts->as_object()) content.parts.emplace(part.key(), string_of(part.value()));
    }
    return content;
}

json::array revoke_array(const Revoke& revoke, const json::storage_ptr& at) {
    return json::array({evidence(revoke.evidence, at), static_cast<int>(revoke.side)}, at);
}

Revoke revoke_of(const json::value& value) {
    const json::array& pair = value.as_array();
    return {evidence(pair.at(0)), static_cast<std::uint8_t>(pair.at(1).as_int64())};
}

void put_lists(json::object& out, const Message& message) {
    const json::storage_ptr& at = out.storage();
    json::array peers(at);
    for (const Identity& peer : message.peers) {
        peers.push_back(json::array({static_cast<int>(peer.kind), peer.value}, at));
    }
    if (!peers.empty()) out["p"] = std::move(peers);
    json::array media(at);
    for (const std::string& id : message.media_ids) media.push_back(json::value(id, at));
    if (!media.empty()) out["mi"] = std::move(media);
    json::array reactions(at);
    for (const auto& [actor, reaction] : message.reactions) {
        json::array parts({actor, evidence(reaction.evidence, at), reaction.emoji}, at);
        if (!reaction.live) parts.push_back(false);
        reactions.push_back(std::move(parts));
    }
    if (!reactions.empty()) out["x"] = std::move(reactions);
    json::array times(at);
    for (const auto& [status, since] : message.status_times) {
        times.push_back(json::array({static_cast<int>(status), since}, at));
    }
    if (!times.empty()) out["st"] = std::move(times);
    json::array errors(at);
    for (const auto& [error, said] : message.errors) {
        errors.push_back(json::array({error.code, error.title, error.details, evidence(said, at)}, at));
    }
    if (!errors.empty()) out["er"] = std::move(errors);
}

void get_lists(const json::object& from, Message& message) {
    if (const json::value* peers = from.if_contains("p")) {
        for (const json::value& item : peers->as_array()) {
            const json::array& peer = item.as_array();
            message.peers.insert({static_cast<IdentityKind>(peer.at(0).as_int64()), string_of(peer.at(1))});
        }
    }
    if (const json::value* media = from.if_contains("mi")) {
        for (const json::value& id : media->as_array()) message.media_ids.insert(string_of(id));
    }
    if (const json::value* reactions = from.if_contains("x")) {
        for (const json::value& item : reactions->as_array()) {
            const json::array& parts = item.as_array();
            message.reactions[string_of(parts.at(0))] =
                Reaction{evidence(parts.at(1)), string_of(parts.at(2)), parts.size() < 4};
        }
    }
    if (const json::value* times = from.if_contains("st")) {
        for (const json::value& item : times->as_array()) {
            const json::array& pair = item.as_array();
            message.status_times[static_cast<Status>(pair.at(0).as_int64())] = pair.at(1).as_int64();
        }
    }
    if (const json::value* errors = from.if_contains("er")) {
        for (const json::value& item : errors->as_array()) {
            const json::array& parts = item.as_array();
            message.errors[StatusError{parts.at(0).as_int64(), string_of(parts.at(1)), string_of(parts.at(2))}] =
                evidence(parts.at(3));
        }
    }
}

}  // namespace

std::string text_from_message(const Message& message) {
    JsonGround ground;
    const json::storage_ptr& at = ground.at;
    json::object out(at);
    out["o"] = static_cast<int>(message.origin);
    out["s"] = static_cast<int>(message.sides);
    put(out, "w", message.wamid.value);
    if (message.content) out["c"] = content_object(*message.content, at);
    if (message.edit)
        out["ed"] = json::array({evidence(message.edit->evidence, at), message.edit->text, message.edit->raw}, at);
    if (message.revoke_by_customer) out["rc"] = revoke_array(*message.revoke_by_customer, at);
    if (message.revoke_by_business) out["rb"] = revoke_array(*message.revoke_by_business, at);
    put_lists(out, message);
    put(out, "pr", message.pricing);
    put(out, "bi", message.billing);
    put(out, "cb", message.callback);
    if (message.business_saw != Status::none) out["bs"] = static_cast<int>(message.business_saw);
    if (message.standby) out["sb"] = true;
    if (message.automated) out["au"] = true;
    if (message.first_at != 0) out["f"] = message.first_at;
    return json::serialize(out);
}

Message message_from_text(std::string_view text) {
    JsonGround ground;
    const json::value parsed = json::parse(view(text), ground.at);
    const json::object& from = parsed.as_object();
    Message message;
    message.origin = static_cast<Origin>(from.at("o").as_int64());
    message.sides = static_cast<std::uint8_t>(from.at("s").as_int64());
    message.wamid = Wamid(get(from, "w"));
    if (const json::value* content = from.if_contains("c")) message.content = content_of(content->as_object());
    if (const json::value* edit = from.if_contains("ed")) {
        const json::array& parts = edit->as_array();
        message.edit = Edit{evidence(parts.at(0)), string_of(parts.at(1)), string_of(parts.at(2))};
    }
    if (const json::value* revoke = from.if_contains("rc")) message.revoke_by_customer = revoke_of(*revoke);
    if (const json::value* revoke = from.if_contains("rb")) message.revoke_by_business = revoke_of(*revoke);
    get_lists(from, message);
    message.pricing = get(from, "pr");
    message.billing = get(from, "bi");
    message.callback = get(from, "cb");
    if (const json::value* saw = from.if_contains("bs")) message.business_saw = static_cast<Status>(saw->as_int64());
    message.standby = from.contains("sb");
    message.automated = from.contains("au");
    if (const json::value* first = from.if_contains("f")) message.first_at = first->as_int64();
    return message;
}

}  // namespace coexist
