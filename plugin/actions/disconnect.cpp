#include "actions/disconnect.hpp"

#include <boost/json.hpp>

#include "outbox/sends_ledger.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* waiting = "disconnect_pending";

bool cancels(const Command& command) {
    const json::value* mode = command.input.if_contains("mode");
    return mode != nullptr && mode->as_string() == "cancel";
}

// Meta, "Onboard WhatsApp Business app users": how a business ends coexistence in its app.
json::object phone_steps() {
    return {{"android", json::array{"Open the WhatsApp Business app.", "Tap the three dots, then Settings.",
                                    "Tap Account, then Business Platform.", "Tap the connected partner.",
                                    "Tap Disconnect account and confirm."}},
            {"ios", json::array{"Open the WhatsApp Business app.", "Tap Settings at the bottom.",
                                "Tap Account, then Business Platform.", "Tap the connected partner.",
                                "Tap Disconnect account and confirm."}}};
}

void end_waiting(WriteContext& context, const AccountRow& account, const Problem* cancelled) {
    for (OperationRow operation : pending_operations(context.session, account.account_id, "disconnect")) {
        if (cancelled != nullptr) {
            fail(operation, *cancelled);
        } else {
            succeed(operation, {{"state", "disconnected"}});
        }
        tell_operation(context, operation);
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
    const AccountEvent event = cancels(command) ? AccountEvent::disconnect_cancelled : AccountEvent::disconnect_asked;
    if (const auto problem = out_of_place(context.session, *account, event, "disconnect")) {
        fail(operation, *problem);
        return;
    }
    if (cancels(command)) {
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
    ask_state(context, *account, AccountState::disconnect_pending, command.actor, "DISCONNECT_ASKED");
    operation.state = "pending";
    operation.result = json::serialize(json::object{
        {"state", waiting},
        {"next", "Now do this on the phone that holds the number. It is done when WhatsApp reports it here."},
        {"phone_steps", phone_steps()}});
}

void Disconnect::account_told(WriteContext& context, const AccountRow& account) {
    const AccountView view = view_of(account, account_life(context.session, account.id));
    if (view.state != AccountState::disconnected || account.asked != waiting) return;
    end_waiting(context, account, nullptr);
}

}  // namespace coexist
