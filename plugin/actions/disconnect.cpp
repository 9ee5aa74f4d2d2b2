#include "actions/disconnect.hpp"

#include <boost/json.hpp>

#include "actions/audited.hpp"
#include "actions/catalogue.hpp"
#include "actions/end_subscription.hpp"
#include "outbox/sends_ledger.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* waiting = "disconnect_pending";

std::string mode_of(const Command& command) {
    const json::value* mode = command.input.if_contains("mode");
    return mode == nullptr ? "ask" : std::string(mode->as_string());
}

AccountEvent event_of(const std::string& mode) {
    if (mode == "cancel") return AccountEvent::disconnect_cancelled;
    return mode == "force" ? AccountEvent::disconnect_forced : AccountEvent::disconnect_asked;
}

json::object phone_steps() {
    const json::object& guide = phone_guide("en");
    return {{"android", guide.at("android")}, {"ios", guide.at("ios")}};
}

void end_waiting(WriteContext& context, const AccountRow& account, const Problem* cancelled) {
    for (OperationRow operation : pending_operations(context.session, account.account_id, "disconnect")) {
        if (cancelled != nullptr) {
            fail(operation, *cancelled);
        } else {
            succeed(operation, {{"state", "disconnected"}});
        }
        tell_operation(context, operation);
        if (cancelled == nullptr) audit_settled(context, operation, waiting);
    }
}

}  // namespace

std::optional<Problem> Disconnect::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    const AccountState state = view_of(*account, account_life(session, account->id)).state;
    if (state == AccountState::disconnect_pending) return std::nullopt;  // it can be cancelled
    return out_of_place(session, *account, AccountEvent::disconnect_asked, "disconnect");
}

void Disconnect::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return;
    }
    const std::string mode = mode_of(command);
    if (const auto problem = out_of_place(context.session, *account, event_of(mode), "disconnect")) {
        fail(operation, *problem);
        return;
    }
    if (mode == "cancel") {
        const Problem cancelled{Refusal::conflict,
                                "cancelled",
                                "The disconnect was called off.",
                                "Nothing needs to be done on the phone.",
                                {}};
        end_waiting(context, *account, &cancelled);
        ask_state(context, *account, AccountState::connected, command.actor, {});
        succeed(operation, {{"state", "connected"}});
        return;
    }
    operation.state = "pending";
    if (mode == "force") return force(context, *account, command);
    ask_state(context, *account, AccountState::disconnect_pending, command.actor, "DISCONNECT_ASKED");
    operation.result = json::serialize(
        json::object{{"state", waiting}, {"next", phone_guide("en").at("next")}, {"phone_steps", phone_steps()}});
}

// Nothing is sent from now on; the token goes when the platform was asked to deliver no more.
void Disconnect::force(WriteContext& context, const AccountRow& account, const Command& command) const {
    end_waiting(context, account, nullptr);
    delete_checks_of(context.session, account.id);
    ask_state(context, account, AccountState::disconnected, command.actor, "FORCED_BY_ADMIN");
    insert_errand(context.session, subscription_errand(command.operation, "disconnect", account));
}

Answer Disconnect::run(const ErrandRow& errand) const {
    return end_subscription(readers_, channels_, cipher_, errand);
}

std::optional<ErrandRow> Disconnect::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                              OperationRow& operation) const {
    const EndedSubscription ended = subscription_ended(context, errand, answer);
    if (!ended.result.empty()) operation.result = json::serialize(ended.result);
    if (ended.again) return ended.again;
    succeed(operation, {{"state", "disconnected"},
                        {"token", "forgotten"},
                        {"subscription", ended.state},
                        {"still_holds", phone_guide("en").at("still_holds")},
                        {"phone_steps", phone_steps()}});
    return std::nullopt;
}

void Disconnect::connected_anew(WriteContext& context, const AccountRow& account) {
    const Problem superseded{Refusal::conflict,
                             "cancelled",
                             "The disconnect was called off: the number was connected anew.",
                             "Nothing needs to be done on the phone.",
                             {}};
    end_waiting(context, account, &superseded);
}

void Disconnect::account_told(WriteContext& context, const AccountRow& account) {
    const AccountView view = view_of(account, account_life(context.session, account.id));
    if (view.state != AccountState::disconnected || account.asked != waiting) return;
    end_waiting(context, account, nullptr);
}

}  // namespace coexist
