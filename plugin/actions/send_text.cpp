#include "actions/send_text.hpp"

#include <boost/json.hpp>

#include "actions/recipient.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_view.hpp"
#include "store/keys.hpp"
#include "store/message_codec.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::string text(const json::object& input, const char* name) {
    const json::value* found = input.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

Problem window_closed(const Window& window) {
    const std::string since =
        window.customer_at > 0
            ? "The guest's last message came at " + rfc3339(window.customer_at * 1000) + ", more than 24 hours ago."
            : "The guest has not written to this number yet.";
    return {Refusal::conflict,
            "window_closed",
            since + " WhatsApp takes free text for 24 hours after it only.",
            "Wait until the guest writes. If the number is used on a phone too, you can write from there at any time.",
            {}};
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

}  // namespace

std::optional<Problem> SendText::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    const AccountState state = view_of(*account, account_life(session, account->id)).state;
    if (may_send(state) || state == AccountState::paused) return std::nullopt;
    return account_cannot_send(state);
}

Outcome SendText::prepare(Session& session, const AccountRow* account, Command& command) const {
    auto recipient = recipient_of(session, *account, command.input);
    if (!recipient) return recipient.take_problem();
    // A session linked by QR is the phone's own and knows no such window.
    const bool has_window = account->provider != Provider::meow;
    if (has_window && state_of(recipient->window, command.at / 1000) == WindowState::closed) {
        return window_closed(recipient->window);
    }
    if (const std::string quoted = text(command.input, "reply_to"); !quoted.empty()) {
        const auto key = key_of(MessageId(quoted));
        const auto message = key ? find_message(session, *key) : std::nullopt;
        if (!message || message->account != account->id || message->message.wamid.empty()) {
            return Problem{Refusal::not_found,
                           "message_not_found",
                           "The message to reply to is not one of this account, or has no WhatsApp id yet.",
                           "Take its id from the conversation, or send without a quote.",
                           {}};
        }
        command.input["reply_to_wamid"] = message->message.wamid.value;
    }
    command.input["recipient"] = json::array{static_cast<int>(recipient->identity.kind), recipient->identity.value};
    return std::monostate{};
}

void SendText::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return;
    }
    if (const auto problem = blocked(context.session, &*account, context.now_ms)) {
        fail(operation, *problem);
        return;
    }
    const json::array& recipient = command.input.at("recipient").as_array();
    const Channel& channel = *channels_.at(account->provider);
    TextMessage message;
    message.recipient = {static_cast<IdentityKind>(recipient.at(0).as_int64()),
                         std::string(recipient.at(1).as_string())};
    message.text = text(command.input, "text");
    if (const json::value* preview = command.input.if_contains("preview_url")) message.preview_url = preview->as_bool();
    message.reply_to = text(command.input, "reply_to_wamid");
    message.callback = command.operation.value;

    Message told;
    told.origin = Origin::api;
    told.sides = side_business;
    told.peers.insert(message.recipient);
    told.callback = message.callback;
    told.automated = command.automation;
    told.status_times[Status::pending] = command.at / 1000;
    Content content;
    content.real = true;
    content.witness = Witness::live;
    content.evidence = {command.at / 1000, command.operation.value};
    content.type = "text";
    content.text = message.text;
    content.reply_to = message.reply_to;
    told.content = content;

    SendRow send;
    send.operation_id = command.operation;
    send.account = account->id;
    send.message_key = send_key(account->account_id, command.operation);
    send.recipient = std::to_string(static_cast<int>(message.recipient.kind)) + ":" + message.recipient.value;
    send.body = channel.text_request(message);
    send.message = text_from_message(told);
    send.created_at = command.at;
    const bool paused = view_of(*account, account_life(context.session, account->id)).state == AccountState::paused;
    send.state = paused || !channel.can_deliver() ? "held" : "queued";
    if (send.state == "held") send.why = paused ? "paused" : "bridge_not_connected";
    ledger_.enqueue(context, *account, send);
    if (const auto stored = find_operation(context.session, command.operation)) operation = *stored;
}

}  // namespace coexist
