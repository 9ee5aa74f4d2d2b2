#include "actions/send_again.hpp"

#include <boost/json.hpp>

#include "actions/recipient.hpp"
#include "actions/send_message.hpp"
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

std::optional<SendRow> send_asked(Session& session, const AccountRow& account, const json::object& input) {
    const auto key = key_of(MessageId(std::string(input.at("message").as_string())));
    auto send = key ? find_send_of_message(session, resolve_alias(session, *key)) : std::nullopt;
    if (!send || send->account != account.id) return std::nullopt;
    return send;
}

/// Failed here, or the platform told later that it failed.
bool failed_later(Session& session, const SendRow& send) {
    const auto row = find_message(session, send.message_key);
    return row && status_of(row->message) == Status::failed;
}

std::optional<Problem> not_repeatable(Session& session, const SendRow& send) {
    const bool over =
        send.state == "unknown" || send.state == "failed" || (send.state == "accepted" && failed_later(session, send));
    if (!over) {
        return Problem{Refusal::conflict,
                       "message_not_repeatable",
                       "This message is " + send.state + ": WhatsApp has it, or it still waits for its turn.",
                       "Send again only what failed or has no known outcome.",
                       {}};
    }
    const auto repetition = find_repetition(session, send.operation_id);
    if (!repetition || repetition->state == "failed") return std::nullopt;
    return Problem{Refusal::conflict,
                   "message_repeated",
                   "This message was sent again already.",
                   "Look at the newer attempt (" + message_id(repetition->message_key).value + ").",
                   {}};
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// The message as it was when it was asked for first, under the new attempt's id and time.
Message told_anew(const SendRow& former, const Command& command) {
    Message told = message_from_text(former.message);
    const Evidence evidence{command.at / 1000, command.operation.value};
    told.wamid = Wamid();
    told.callback = command.operation.value;
    told.errors.clear();
    told.automated = false;
    told.status_times = {{Status::pending, command.at / 1000}};
    if (told.content) told.content->evidence = evidence;
    for (auto& [actor, reaction] : told.reactions) {
        reaction.evidence = {evidence.at, std::to_string(command.at) + "/" + evidence.source};
    }
    return told;
}

Problem send_gone() {
    return {Refusal::not_found,
            "message_not_found",
            "The message to send again is not one that this account sent from here.",
            "Take its id from the conversation.",
            {}};
}

}  // namespace

std::optional<Problem> SendAgain::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    return sending_blocked(session, *account);
}

Outcome SendAgain::prepare(Session& session, const AccountRow* account, Command& command) const {
    if (command.automation) {
        return Problem{Refusal::denied,
                       "person_needed",
                       "Only a person may send a message again: nobody else can tell whether the guest has it.",
                       "Let one of the staff look at the conversation and decide.",
                       {}};
    }
    const auto send = send_asked(session, *account, command.input);
    if (!send) return send_gone();
    if (auto problem = not_repeatable(session, *send)) return std::move(*problem);
    if (send->needs_window && account->provider != Provider::meow) {
        const auto recipient = recipient_of(session, *account, command.input);
        if (!recipient) return recipient.problem();
        if (state_of(recipient->window, platform_seconds(session, command.at)) == WindowState::closed) {
            return window_closed(recipient->window, templates_that_go_out(session, *account));
        }
    }
    return std::monostate{};
}

void SendAgain::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    const auto former = account ? send_asked(context.session, *account, command.input) : std::nullopt;
    if (!former) {
        fail(operation, send_gone());
        return;
    }
    // Meanwhile a status may have proven it, or another person have sent it again.
    auto problem = blocked(context.session, &*account, context.now_ms);
    if (!problem) problem = not_repeatable(context.session, *former);
    if (problem) {
        fail(operation, *problem);
        return;
    }
    // The person has looked: it holds nobody up any more.
    SendRow looked_at = *former;
    looked_at.blocked_until = 0;
    update_send(context.session, looked_at);
    SendRow send = *former;
    send.operation_id = command.operation;
    send.message_key = send_key(account->account_id, command.operation);
    // The id stands in the request as its callback, and as the name of its file.
    replace_all(send.body, former->operation_id.value, command.operation.value);
    send.message = text_from_message(told_anew(*former, command));
    send.why.clear();
    send.attempts = 0;
    send.not_before = 0;
    send.blocked_until = 0;
    send.wamid.clear();
    send.problem.clear();
    send.created_at = command.at;
    send.repeats = former->operation_id.value;
    const Channel& channel = *channels_.at(account->provider);
    const bool paused = view_of(*account, account_life(context.session, account->id)).state == AccountState::paused;
    send.state = paused || !channel.can_deliver() ? "held" : "queued";
    if (send.state == "held") send.why = paused ? "paused" : "bridge_not_connected";
    if (send.file != 0) add_message_of_media(context.session, send.file, send.message_key);
    ledger_.enqueue(context, *account, send);
    if (const auto stored = find_operation(context.session, command.operation)) operation = *stored;
}

}  // namespace coexist
