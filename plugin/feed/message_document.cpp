#include <boost/json.hpp>

#include "feed/media_part.hpp"
#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"
#include "store/keys.hpp"
#include "store/sends.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::value parsed(const std::string& text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    return error ? json::value(text) : value;
}

void put_content(json::object& out, const Message& message) {
    if (!message.content) return;
    const Content& content = *message.content;
    out["type"] = content.type;
    out["placeholder"] = !content.real;
    if (revoked(message)) {
        out["revoked"] = true;
        return;
    }
    if (const std::string text = text_of(message); !text.empty()) out["text"] = text;
    if (!content.reply_to.empty()) out["reply_to_wamid"] = content.reply_to;
    if (content.media) {
        json::object media{{"id", content.media->id}};
        if (!content.media->mime_type.empty()) media["mime_type"] = content.media->mime_type;
        if (!content.media->sha256.empty()) media["sha256"] = content.media->sha256;
        if (!content.media->filename.empty()) media["filename"] = content.media->filename;
        if (content.media->voice) media["voice"] = true;
        if (content.media->animated) media["animated"] = true;
        out["media"] = std::move(media);
    }
    for (const auto& [name, part] : content.parts) out[name] = parsed(part);
    if (message.edit) out["edited_at"] = rfc3339(message.edit->evidence.at * 1000);
    if (!content.raw.empty() && (!content.real || content.type != "text")) out["raw"] = parsed(content.raw);
}

void put_reactions(json::object& out, const Message& message) {
    json::array reactions;
    for (const auto& [actor, reaction] : message.reactions) {
        if (reaction.emoji.empty()) continue;
        reactions.push_back(
            json::object{{"actor", actor}, {"emoji", reaction.emoji}, {"at", rfc3339(reaction.evidence.at * 1000)}});
    }
    if (!reactions.empty()) out["reactions"] = std::move(reactions);
}

void put_status(json::object& out, const Message& message, const std::optional<SendRow>& send) {
    const Status status = status_of(message);
    if (status > Status::pending) {
        out["status"] = name_of(status);
    } else if (send) {
        out["status"] = send->state;
        if (!send->why.empty()) out["status_reason"] = send->why;
        if (!send->why.empty() && send->blocked_until > 0) out["status_until"] = rfc3339(send->blocked_until);
    }
    json::object times;
    for (const auto& [reached, at] : message.status_times) {
        if (reached > Status::pending && at != 0) times[name_of(reached)] = rfc3339(at * 1000);
    }
    if (!times.empty()) out["status_times"] = std::move(times);
    if (!message.errors.empty()) {
        const StatusError& error = message.errors.rbegin()->first;
        out["error"] = json::object{{"code", error.code}, {"title", error.title}, {"details", error.details}};
    } else if (send && !send->problem.empty()) {
        out["error"] = parsed(send->problem);
    }
    if (!message.pricing.empty()) out["pricing"] = parsed(message.pricing);
    if (!message.billing.empty()) out["billing"] = parsed(message.billing);
}

void put_repeated(json::object& out, Session& session, const SendRow& send) {
    if (const auto former = find_send(session, OperationId(send.repeats))) {
        out["repeats"] = message_id(former->message_key).value;
    }
}

}  // namespace

json::object message_document(Session& session, const MessageRow& row) {
    const Message& message = row.message;
    json::object out{{"id", message_id(row.key).value}};
    if (const auto account = find_account(session, row.account)) {
        out["account"] = account->account_id.value;
        if (const auto peer = find_identity(session, account->tenant, row.peer)) {
            out["contact"] = contact_id(peer->contact).value;
            out["conversation"] = conversation_id(conversation_key(account->account_id, peer->contact)).value;
        }
    }
    const bool from_customer = message.origin == Origin::customer ||
                               (message.origin == Origin::imported && (message.sides & side_customer) != 0);
    out["direction"] = from_customer ? "in" : "out";
    out["origin"] = name_of(message.origin);
    out["sent_at"] = rfc3339(time_of(message) * 1000);
    if (message.origin == Origin::imported) out["silent"] = true;
    if (message.standby) out["standby"] = true;
    if (message.automated) out["automated"] = true;
    if (message.business_saw >= Status::read) out["read_by_business"] = true;
    if (!message.wamid.empty()) out["wamid"] = message.wamid.value;
    put_content(out, message);
    if (const auto account = out.if_contains("account")) {
        put_media_state(session, AccountId(std::string(account->as_string())), message, out);
    }
    put_reactions(out, message);
    const auto send = message.origin == Origin::api ? find_send_of_message(session, row.key) : std::nullopt;
    put_status(out, message, send);
    if (send && !send->repeats.empty()) put_repeated(out, session, *send);
    if (message.sides == (side_customer | side_business)) out["contradiction"] = "both sides claim this id";
    return out;
}

}  // namespace coexist
