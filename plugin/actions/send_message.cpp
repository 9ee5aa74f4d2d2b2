#include "actions/send_message.hpp"

#include <boost/json.hpp>

#include "actions/recipient.hpp"
#include "actions/sent_file.hpp"
#include "actions/template_choice.hpp"
#include "actions/window_refusal.hpp"
#include "store/account_view.hpp"
#include "store/keys.hpp"
#include "store/media.hpp"
#include "store/message_codec.hpp"
#include "store/platform_clock.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t reactable_s = std::int64_t{30} * 24 * 60 * 60;

std::string text(const json::object& input, const char* name) {
    const json::value* found = input.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

Problem account_cannot_send(AccountState state) {
    const std::string name(name_of(state));
    const char* next = "Connect the number again.";
    if (state == AccountState::offboarded) {
        next =
            "Wait: the phone was changed or set up anew. If the number does not come back in a day, connect it again.";
    } else if (state == AccountState::disconnect_pending) {
        next = "Cancel the disconnect, or write from the phone.";
    } else if (state == AccountState::onboarding) {
        next = "Wait until the number is connected.";
    }
    return {Refusal::conflict, "account_" + name, "Messages cannot be sent: the number is " + name + ".", next, {}};
}

Problem message_not_found(const char* use) {
    return {Refusal::not_found,
            "message_not_found",
            std::string("The message to ") + use + " is not one of this account, or has no WhatsApp id yet.",
            "Take its id from the conversation.",
            {}};
}

/// A message of this account that the platform has; nothing if the id is of no such one.
std::optional<MessageRow> message_asked(Session& session, const AccountRow& account, const std::string& id) {
    const auto key = key_of(MessageId(id));
    auto row = key ? find_message(session, resolve_alias(session, *key)) : std::nullopt;
    if (!row || row->account != account.id || row->message.wamid.empty()) return std::nullopt;
    return row;
}

// Meta, "Reaction messages": not of a message that is older than 30 days or was deleted.
Outcome resolve_target(Session& session, const AccountRow& account, Command& command) {
    const auto row = message_asked(session, account, text(command.input, "message"));
    if (!row) return message_not_found("react to");
    if (revoked(row->message) || time_of(row->message) < command.at / 1000 - reactable_s) {
        return Problem{Refusal::conflict,
                       "message_not_reactable",
                       "WhatsApp takes reactions to messages of the last 30 days that were not deleted.",
                       "React to a newer message, or write a text.",
                       {}};
    }
    command.input["target"] = json::array{row->key, row->message.wamid.value};
    return std::monostate{};
}

Draft draft_of(const std::string& action, const Command& command) {
    Draft draft{action, command.input};
    draft.file = file_kept_in(command.input);
    draft.form = form_kept_in(command.input);
    draft.callback = command.operation.value;
    if (const json::value* target = command.input.if_contains("target")) {
        draft.message_wamid = target->as_array().at(1).as_string();
    }
    return draft;
}

Message told_of(const Command& command, const Identity& recipient, const Outgoing& outgoing) {
    Message told;
    told.origin = Origin::api;
    told.sides = side_business;
    told.peers.insert(recipient);
    told.callback = command.operation.value;
    told.automated = command.automation;
    told.status_times[Status::pending] = command.at / 1000;
    const Evidence evidence{command.at / 1000, command.operation.value};
    if (outgoing.type == "reaction") {
        // No message of its own: it is put on its target once the platform took it. Within a second the later one of
        // ours counts.
        told.reactions["business"] = {{evidence.at, std::to_string(command.at) + "/" + evidence.source},
                                      std::string(outgoing.content.at("emoji").as_string()),
                                      true};
        return told;
    }
    Content content;
    content.real = true;
    content.witness = Witness::live;
    content.evidence = evidence;
    content.type = outgoing.type;
    content.text = outgoing.text;
    content.reply_to = text(command.input, "reply_to_wamid");
    content.media = media_kept_in(command.input);
    content.parts = outgoing.parts;
    if (outgoing.type == "interactive" || outgoing.type == "template") {
        content.raw = json::serialize(json::object{{"type", outgoing.type}, {outgoing.type, outgoing.content}});
    }
    told.content = std::move(content);
    return told;
}

}  // namespace

std::optional<Problem> sending_blocked(Session& session, const AccountRow& account) {
    const AccountState state = view_of(account, account_life(session, account.id)).state;
    if (may_send(state) || state == AccountState::paused) return std::nullopt;
    return account_cannot_send(state);
}

std::optional<Problem> SendMessage::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    return sending_blocked(session, *account);
}

Outcome SendMessage::prepare(Session& session, const AccountRow* account, Command& command) const {
    auto recipient = recipient_of(session, *account, command.input);
    if (!recipient) return recipient.take_problem();
    command.input["recipient"] = json::array{static_cast<int>(recipient->identity.kind), recipient->identity.value};
    if (command.input.contains("message")) {
        if (auto resolved = resolve_target(session, *account, command); !resolved) return resolved.take_problem();
    }
    if (const std::string quoted = text(command.input, "reply_to"); !quoted.empty()) {
        const auto row = message_asked(session, *account, quoted);
        if (!row) return message_not_found("reply to");
        command.input["reply_to_wamid"] = row->message.wamid.value;
    }
    if (auto resolved = resolve_file(session, *account, command.input); !resolved) return resolved.take_problem();
    if (action_ == "send_template") {
        auto resolved = resolve_template(session, *account, recipient->identity, command.input);
        if (!resolved) return resolved.take_problem();
    }
    auto outgoing = channels_.at(account->provider)->compose(draft_of(action_, command));
    if (!outgoing) return outgoing.take_problem();
    // A session linked by QR is the phone's own and knows no such window.
    const bool has_window = account->provider != Provider::meow && outgoing->needs_window;
    if (has_window && state_of(recipient->window, platform_seconds(session, command.at)) == WindowState::closed) {
        return window_closed(recipient->window, templates_that_go_out(session, *account));
    }
    return std::monostate{};
}

void SendMessage::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return;
    }
    if (const auto problem = queue(context, *account, command, Crowd::one)) {
        fail(operation, *problem);
        return;
    }
    if (const auto stored = find_operation(context.session, command.operation)) operation = *stored;
}

std::optional<Problem> SendMessage::queue(WriteContext& context, const AccountRow& account, const Command& command,
                                          Crowd crowd) const {
    if (auto problem = blocked(context.session, &account, context.now_ms)) return problem;
    const json::array& said = command.input.at("recipient").as_array();
    const Identity recipient{static_cast<IdentityKind>(said.at(0).as_int64()), std::string(said.at(1).as_string())};
    const Channel& channel = *channels_.at(account.provider);
    const auto outgoing = channel.compose(draft_of(action_, command));
    if (!outgoing) return outgoing.problem();
    const std::string quoted = text(command.input, "reply_to_wamid");
    SendRow send;
    send.operation_id = command.operation;
    send.account = account.id;
    send.message_key = send_key(account.account_id, command.operation);
    send.recipient = std::to_string(static_cast<int>(recipient.kind)) + ":" + recipient.value;
    send.body = channel.request({recipient, quoted, command.operation.value}, *outgoing);
    send.message = text_from_message(told_of(command, recipient, *outgoing));
    send.created_at = command.at;
    send.needs_window = outgoing->needs_window;
    send.campaign = crowd == Crowd::campaign;
    send.file = file_key_in(command.input);
    if (const json::value* target = command.input.if_contains("target"))
        send.target = target->as_array().at(0).as_int64();
    const bool paused = view_of(account, account_life(context.session, account.id)).state == AccountState::paused;
    send.state = paused || !channel.can_deliver() ? "held" : "queued";
    if (send.state == "held") send.why = paused ? "paused" : "bridge_not_connected";
    if (send.file != 0) add_message_of_media(context.session, send.file, send.message_key);
    ledger_.enqueue(context, account, send);
    return std::nullopt;
}

}  // namespace coexist
