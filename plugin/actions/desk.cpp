#include "actions/desk.hpp"

#include <boost/json.hpp>

#include "actions/refusals.hpp"
#include "store/contacts.hpp"
#include "store/notes.hpp"
#include "store/saved_replies.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// A page lists them all.
constexpr std::size_t most_replies = 200;

std::string text(const Command& command, const char* name) {
    const json::value* found = command.input.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

/// What is made gets the number of the operation that made it.
std::string numbered(const char* kind, const Command& command) {
    return kind + command.operation.value.substr(std::string_view("op_").size());
}

}  // namespace

Problem note_not_found() {
    return {Refusal::not_found,
            "note_not_found",
            "There is no such note on this conversation.",
            "Look at the notes again; somebody else may have removed it.",
            {}};
}

Problem saved_reply_not_found() {
    return {Refusal::not_found,
            "saved_reply_not_found",
            "There is no such saved reply.",
            "Look at the saved replies again; somebody else may have removed it.",
            {}};
}

void AddNote::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    const std::int64_t identity = command.input.at("identity").as_int64();
    if (!account || !find_identity(context.session, command.tenant, identity)) {
        fail(operation,
             {Refusal::not_found,
              "conversation_not_found",
              "The conversation is gone: the person was erased, or the number removed. Nothing was written down.",
              "Look at the list of conversations again.",
              {}});
        return;
    }
    NoteRow row;
    row.note_id = numbered("note_", command);
    row.tenant = command.tenant;
    row.account = account->id;
    row.identity = identity;
    row.at = command.at;
    row.actor = command.actor;
    row.text = text(command, "text");
    insert_note(context.session, row);
    succeed(operation, {{"note", row.note_id}});
}

void RemoveNote::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto row = find_note(context.session, text(command, "note"));
    if (!row || row->tenant != command.tenant) {
        fail(operation, note_not_found());
        return;
    }
    delete_note(context.session, row->note_id);
    succeed(operation, {{"note", row->note_id}});
}

void SaveReply::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    SavedReplyRow row;
    row.reply_id = text(command, "reply");
    if (row.reply_id.empty()) {
        if (saved_replies_of(context.session, command.tenant).size() >= most_replies) {
            fail(operation, {Refusal::conflict,
                             "too_many_saved_replies",
                             "There are " + std::to_string(most_replies) + " saved replies, and a hotel has no more.",
                             "Remove some that nobody uses.",
                             {}});
            return;
        }
        row.reply_id = numbered("reply_", command);
    } else {
        const auto known = find_saved_reply(context.session, row.reply_id);
        if (!known || known->tenant != command.tenant) {
            fail(operation, saved_reply_not_found());
            return;
        }
    }
    row.tenant = command.tenant;
    row.title = text(command, "title");
    row.text = text(command, "text");
    row.at = command.at;
    row.actor = command.actor;
    save_saved_reply(context.session, row);
    succeed(operation, {{"saved_reply", row.reply_id}});
}

void RemoveReply::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto row = find_saved_reply(context.session, text(command, "reply"));
    if (!row || row->tenant != command.tenant) {
        fail(operation, saved_reply_not_found());
        return;
    }
    delete_saved_reply(context.session, row->reply_id);
    succeed(operation, {{"saved_reply", row->reply_id}});
}

}  // namespace coexist
