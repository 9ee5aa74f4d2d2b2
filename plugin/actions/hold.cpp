#include "actions/hold.hpp"

#include <boost/json.hpp>

#include "feed/resources.hpp"
#include "store/contacts.hpp"
#include "store/conversation_holds.hpp"
#include "store/conversations.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t minute_ms = 60'000;

Problem not_found() {
    return {Refusal::not_found,
            "conversation_not_found",
            "There is no such conversation on this account.",
            "Take the id from the list of conversations.",
            {}};
}

std::optional<ConversationRow> conversation_of(Session& session, std::int64_t account, const json::object& input) {
    const auto key = key_of(ConversationId(std::string(input.at("conversation").as_string())));
    auto row = key ? find_conversation(session, *key) : std::nullopt;
    if (row && row->account != account) row.reset();
    return row;
}

/// The contact is known by one of its names, whatever becomes of the contact until the command is applied.
Outcome prepare_for(Session& session, const AccountRow& account, Command& command) {
    const auto row = conversation_of(session, account.id, command.input);
    if (!row) return not_found();
    command.input["identity"] = row->contact;  // a contact's key is that of one of its names
    return std::monostate{};
}

void order(WriteContext& context, const Command& command, OperationRow& operation, std::int64_t until) {
    const auto account = find_account(context.session, command.account);
    const std::int64_t identity = command.input.at("identity").as_int64();
    const auto name = find_identity(context.session, command.tenant, identity);
    if (!account || !name) {
        fail(operation, not_found());
        return;
    }
    save_hold_order(context.session, account->id, identity, {command.at, until, command.actor}, command.operation);
    const std::int64_t key = conversation_key(account->account_id, name->contact);
    context.fold.conversation_changed(account->tenant, key);
    const auto row = find_conversation(context.session, key);
    json::object result{{"conversation", conversation_id(key).value}};
    if (row) result["handover"] = conversation_document(context.session, *row, command.at / 1000).at("handover");
    succeed(operation, result);
}

}  // namespace

Outcome HoldConversation::prepare(Session& session, const AccountRow* account, Command& command) const {
    const json::value* minutes = command.input.if_contains("minutes");
    const std::int64_t wanted =
        minutes != nullptr ? minutes->as_int64() : settings_for(settings_, account->tenant).handover.hold_minutes;
    command.input["until"] = command.at + wanted * minute_ms;
    return prepare_for(session, *account, command);
}

void HoldConversation::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    order(context, command, operation, command.input.at("until").as_int64());
}

Outcome ReleaseConversation::prepare(Session& session, const AccountRow* account, Command& command) const {
    return prepare_for(session, *account, command);
}

void ReleaseConversation::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    order(context, command, operation, 0);
}

}  // namespace coexist
