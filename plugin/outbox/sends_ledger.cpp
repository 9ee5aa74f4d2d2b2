#include "outbox/sends_ledger.hpp"

#include <boost/json.hpp>
#include <utility>

#include "outbox/number_paces.hpp"
#include "runtime/problem_json.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_view.hpp"
#include "store/audit.hpp"
#include "store/contacts.hpp"
#include "store/keys.hpp"
#include "store/media.hpp"
#include "store/message_codec.hpp"
#include "store/platform_clock.hpp"
#include "store/send_line.hpp"
#include "store/uploads.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// An unknown send blocks those behind it in its conversation for this long; then they pass, visibly.
constexpr std::int64_t unknown_blocks_ms = 60'000;

constexpr const char* behind_unknown = "unknown_before";

constexpr std::int64_t throughput_reached = 130429;  // Meta, "Error codes"

// A session linked by QR is the phone's own and knows no such window.
bool has_window(Provider provider) {
    return provider != Provider::meow;
}

bool waits(const SendRow& send) {
    return send.state == "queued" || send.state == "held";
}

std::string problem_text(const Problem& problem) {
    return json::serialize(problem_json(problem));
}

Window window_towards(WriteContext& context, const AccountRow& account, const SendRow& send) {
    const auto message = find_message(context.session, send.message_key);
    if (!message) return {};
    const auto peer = find_identity(context.session, account.tenant, message->peer);
    if (!peer) return {};
    const auto conversation = find_conversation(context.session, conversation_key(account.account_id, peer->contact));
    return conversation ? conversation->window : Window{};
}

bool window_is_over(WriteContext& context, const AccountRow& account, const SendRow& send) {
    return has_window(account.provider) && send.needs_window &&
           state_of(window_towards(context, account, send), platform_seconds(context.session, context.now_ms)) ==
               WindowState::closed;
}

// As the request names it.
Wamid reacted_to(const SendRow& send) {
    const json::value body = json::parse(send.body);
    return Wamid(std::string(body.at("reaction").at("message_id").as_string()));
}

// The platform may have let go of the file before its time: whoever sends again gives it anew.
void forget_file(WriteContext& context, const SendRow& send) {
    if (const auto media = find_media(context.session, send.file)) {
        forget_upload(context.session, send.account, media->content);
    }
}

Problem cannot_send(const AccountView& view) {
    return {Refusal::conflict,
            "account_" + std::string(name_of(view.state)),
            "The message was not sent: the number is " + std::string(name_of(view.state)) + " now.",
            "Write from the phone, or connect the number again and send it anew.",
            {}};
}

Problem window_closed() {
    return {Refusal::conflict,
            "window_closed",
            "The message was not sent: the guest's last message is more than 24 hours old by now.",
            "Wait until the guest writes. If the number is used on a phone too, you can write from there at any time.",
            {}};
}

Problem needs_template() {
    return {Refusal::conflict,
            "needs_template",
            "The message was not sent: while the number was paused, the guest's last message became more than 24 hours "
            "old.",
            "Send an approved template instead (send_template), or send this again once the guest has written.",
            {}};
}

Problem campaign_stopped() {
    return {Refusal::conflict,
            "campaign_stopped",
            "The message was not sent: its campaign was stopped before.",
            "Begin another campaign for those who did not get it.",
            {}};
}

}  // namespace

void tell_operation(WriteContext& context, OperationRow& operation) {
    operation.changed_at = context.now_ms;
    if (operation.id == 0) save_operation(context.session, operation);
    operation.revision =
        context.feed.changed(operation.tenant.value, SubjectKind::operation, operation.id, operation.revision);
    save_operation(context.session, operation);
}

void SendsLedger::enqueue(WriteContext& context, const AccountRow& account, const SendRow& send) const {
    insert_send(context.session, send);
    context.fold.message(account, send.message_key, message_from_text(send.message));
    if (send.state == "queued") {
        for (const SendRow& before : sends_of_conversation(context.session, send, "unknown")) {
            if (before.blocked_until <= context.now_ms) continue;
            wait_behind(context, account, send, before.blocked_until);
            return;
        }
    }
    settle(context, account, send);
}

void SendsLedger::wait_behind(WriteContext& context, const AccountRow& account, SendRow send,
                              std::int64_t until) const {
    send.why = behind_unknown;
    send.blocked_until = until;
    update_send(context.session, send);
    settle(context, account, send);
}

void SendsLedger::withdraw(WriteContext& context, const OperationId& operation) const {
    auto send = find_send(context.session, operation);
    const AccountRow* account = send ? context.router.by_id(send->account) : nullptr;
    if (account == nullptr || !waits(*send)) return;
    send->state = "failed";
    send->why.clear();
    send->problem = problem_text(campaign_stopped());
    update_send(context.session, *send);
    settle(context, *account, *send);
}

bool SendsLedger::begin(WriteContext& context, const OperationId& operation) const {
    auto send = find_send(context.session, operation);
    if (!send || send->state != "queued") return false;
    const AccountRow* account = context.router.by_id(send->account);
    const auto channel = account == nullptr ? channels_.end() : channels_.find(account->provider);
    if (channel == channels_.end()) return false;
    const AccountView view = view_of(*account, account_life(context.session, account->id));
    if (view.state == AccountState::paused || !channel->second->can_deliver()) {
        send->state = "held";
        send->why = view.state == AccountState::paused ? "paused" : "bridge_not_connected";
    } else if (!may_send(view.state)) {
        send->state = "failed";
        send->problem = problem_text(cannot_send(view));
    } else if (window_is_over(context, *account, *send)) {
        send->state = "failed";
        send->problem = problem_text(window_closed());
        ++figures_->messages.window_leaving;
    } else {
        send->state = "sending";
        send->why.clear();
        send->blocked_until = 0;
        ++send->attempts;
        send_leaves(context.session, operation, context.now_ms);
    }
    update_send(context.session, *send);
    settle(context, *account, *send);
    return send->state == "sending";
}

void SendsLedger::not_begun(WriteContext& context, const OperationId& operation, const CallOutcome& outcome) const {
    auto send = find_send(context.session, operation);
    const AccountRow* account = send ? context.router.by_id(send->account) : nullptr;
    if (account == nullptr || send->state != "queued") return;
    ++send->attempts;
    const AccountRow copy = *account;
    refused(context, copy, *send, outcome);
}

void SendsLedger::apply_answer(WriteContext& context, const Answer& answer) const {
    auto send = find_send(context.session, answer.operation);
    if (!send) return;
    const AccountRow* account = context.router.by_id(send->account);
    if (account == nullptr) return;
    const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
    if (outcome.kind == CallOutcome::Kind::accepted) {
        const json::value* wamid = answer.said.if_contains("wamid");
        if (wamid != nullptr && !wamid->as_string().empty()) {
            Message told;
            told.wamid = Wamid(std::string(wamid->as_string()));
            told.origin = Origin::api;
            told.sides = side_business;
            const AccountRow copy = *account;
            context.fold.link(copy, *send, told.wamid);  // calls proven()
            context.fold.message(copy, send->message_key, told);
            return;
        }
        accepted(context, *account, *send);
        return;
    }
    if (outcome.kind == CallOutcome::Kind::refused && outcome.error.code == throughput_reached) {
        const std::int64_t asked_at = answer.said.at("asked_at").to_number<std::int64_t>();
        slow_number(context.session, {account->id, asked_at + slowed_for_ms});
    }
    if (send->file != 0 && outcome.kind == CallOutcome::Kind::refused) forget_file(context, *send);
    // A status may have proven it while the answer was on its way: proof stands.
    if (send->state != "sending") return;
    // An answer may lie in the journal twice, the second time after a failed disk: the one to an earlier attempt says
    // nothing of the call that is under way now.
    const json::value* attempt = answer.said.if_contains("attempt");
    if (attempt != nullptr && attempt->to_number<std::int64_t>() != send->attempts) return;
    refused(context, *account, *send, outcome);
}

void SendsLedger::refused(WriteContext& context, const AccountRow& account, SendRow send,
                          const CallOutcome& outcome) const {
    if (outcome.kind == CallOutcome::Kind::unknown) {
        send.state = "unknown";
        send.blocked_until = context.now_ms + unknown_blocks_ms;
        send.problem = json::serialize(problem_object(outcome));
    } else {
        const auto delay = channels_.at(account.provider)->retry_after_ms(outcome, send.attempts);
        send.state = delay ? "queued" : "failed";
        send.not_before = context.now_ms + delay.value_or(0);
        send.problem = json::serialize(problem_object(outcome));
    }
    const AccountEffect effect =
        outcome.kind == CallOutcome::Kind::refused ? outcome.error.effect : AccountEffect::none;
    if (effect == AccountEffect::window_closed) {
        ++figures_->messages.window_platform;
        Message told;
        told.errors[StatusError{outcome.error.code, {}, {}}] = Evidence{context.now_ms / 1000, send.operation_id.value};
        context.fold.message(account, send.message_key, told);
        // With the send too: answers are not read again when the fold is built anew.
        Message kept = message_from_text(send.message);
        join(kept, told);
        send.message = text_from_message(kept);
    }
    update_send(context.session, send);
    settle(context, account, send);
    if (send.state != "unknown") return;
    for (const SendRow& behind : sends_of_conversation(context.session, send, "queued")) {
        wait_behind(context, account, behind, send.blocked_until);
    }
}

void SendsLedger::accepted(WriteContext& context, const AccountRow& account, SendRow send) const {
    send.state = "accepted";
    send.why.clear();
    send.problem.clear();
    send.blocked_until = 0;
    update_send(context.session, send);
    react(context, account, send);
    settle(context, account, send);
}

void SendsLedger::react(WriteContext& context, const AccountRow& account, const SendRow& send) {
    if (send.target == 0) return;
    const bool is_there = find_message(context.session, send.target).has_value();
    if (is_there) put_reaction(context, account, send);  // else it was erased meanwhile
}

Message SendsLedger::reaction_of(const SendRow& send) {
    Message told;
    told.wamid = reacted_to(send);
    told.reactions = message_from_text(send.message).reactions;
    return told;
}

void SendsLedger::put_reaction(WriteContext& context, const AccountRow& account, const SendRow& send) {
    context.fold.message(account, send.target, reaction_of(send));
}

void SendsLedger::reaction_failed(WriteContext& context, const SendRow& send) {
    const AccountRow* account = context.router.by_id(send.account);
    if (account == nullptr || !find_message(context.session, send.target)) return;
    Message told = reaction_of(send);
    for (auto& [actor, reaction] : told.reactions) {
        reaction.evidence.source += '~';  // just after the reaction itself, in whatever order the two are told
        reaction.emoji.clear();
    }
    const AccountRow copy = *account;
    context.fold.message(copy, send.target, told);
}

void SendsLedger::proven(WriteContext& context, const SendRow& send) const {
    const AccountRow* account = context.router.by_id(send.account);
    const auto stored = find_send(context.session, send.operation_id);
    if (account == nullptr || !stored) return;
    if (stored->state == "accepted" && stored->wamid == send.wamid) return;
    SendRow now = *stored;
    now.wamid = send.wamid;
    accepted(context, *account, now);
}

void SendsLedger::settle(WriteContext& context, const AccountRow& account, const SendRow& send) const {
    auto message = find_message(context.session, send.message_key);
    if (message && message->revision > 0) {
        tell_message(context.feed, account.tenant, *message);
        save_message(context.session, *message);
    }
    auto operation = find_operation(context.session, send.operation_id);
    if (!operation) return;
    const std::string state = send.state == "accepted"                            ? "succeeded"
                              : send.state == "queued" || send.state == "sending" ? "pending"
                                                                                  : send.state;
    json::object result{{"message", message_id(send.message_key).value}};
    if (!send.wamid.empty()) result["wamid"] = send.wamid;
    if (!send.why.empty()) result["held_because"] = send.why;
    if (!send.why.empty() && send.blocked_until > 0) result["held_until"] = rfc3339(send.blocked_until);
    if (!send.repeats.empty()) result["repeats"] = send.repeats;
    const std::string text = json::serialize(result);
    const bool ended = state == "failed" || state == "unknown";
    const std::string problem = ended ? send.problem : std::string();
    if (operation->state == state && operation->result == text && operation->problem == problem) return;
    operation->state = state;
    operation->result = text;
    operation->problem = problem;
    tell_operation(context, *operation);
}

void SendsLedger::recover(WriteContext& context) const {
    for (const SendRow& send : sends_in_state(context.session, "sending")) {
        const AccountRow* account = context.router.by_id(send.account);
        if (account == nullptr) continue;
        CallOutcome outcome;
        outcome.reason = "the program ended while the call was under way.";
        refused(context, *account, send, outcome);
    }
    line_up_all(context.session);  // an older version's have no place in it yet
}

void SendsLedger::restored(WriteContext& context, std::int64_t copied_at) const {
    for (const char* state : {"queued", "held", "sending"}) {
        for (const SendRow& send : sends_in_state(context.session, state)) restored(context, send, copied_at);
    }
}

void SendsLedger::restored(WriteContext& context, OperationRow& operation, std::int64_t copied_at) const {
    const auto send = find_send(context.session, operation.operation_id);
    if (!send || (!waits(*send) && send->state != "sending")) return;
    restored(context, *send, copied_at);
    if (const auto stored = find_operation(context.session, operation.operation_id)) operation = *stored;
}

void SendsLedger::restored(WriteContext& context, SendRow send, std::int64_t copied_at) const {
    const AccountRow* account = context.router.by_id(send.account);
    if (account == nullptr) return;
    CallOutcome outcome;
    outcome.reason = "this state was restored from a backup of " + rfc3339(copied_at) + ".";
    send.why.clear();
    refused(context, *account, std::move(send), outcome);
}

void SendsLedger::seed(WriteContext& context) const {
    for (const SendRow& send : all_sends(context.session)) {
        const AccountRow* account = context.router.by_id(send.account);
        if (account == nullptr) continue;
        const AccountRow copy = *account;
        Message told = message_from_text(send.message);
        if (!send.wamid.empty()) {
            told.wamid = Wamid(send.wamid);
            save_alias(context.session, message_key(copy.account_id, send.wamid), send.message_key);
        }
        context.fold.message(copy, send.message_key, told);
        // The target itself comes again with the journal's deliveries.
        if (send.target != 0 && send.state == "accepted") put_reaction(context, copy, send);
    }
}

std::int64_t SendsLedger::release_held(WriteContext& context, const AccountRow& account) const {
    std::int64_t too_late = 0;
    for (SendRow send : sends_of_account(context.session, account.id, "held")) {
        if (send.why != "paused") continue;
        send.state = "queued";
        send.why.clear();
        if (window_is_over(context, account, send)) {
            send.state = "failed";
            send.problem = problem_text(needs_template());
            ++figures_->messages.window_leaving;
            ++too_late;
        }
        update_send(context.session, send);
        settle(context, account, send);
    }
    return too_late;
}

void SendsLedger::fail_waiting(WriteContext& context, const AccountRow& account, const Problem& problem) const {
    for (const char* state : {"queued", "held"}) {
        for (SendRow send : sends_of_account(context.session, account.id, state)) {
            send.state = "failed";
            send.why.clear();
            send.problem = problem_text(problem);
            update_send(context.session, send);
            settle(context, account, send);
        }
    }
}

}  // namespace coexist
