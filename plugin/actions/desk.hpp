#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "actions/action_handler.hpp"
#include "actions/actor.hpp"

namespace coexist {

/// What staff keep for each other goes the way of actions (journalled by any process, applied by the owner, in the
/// audit), but no channel offers it and nobody can ask for it by name: REST has paths of its own.
inline constexpr const char* add_note_action = "add_note";
inline constexpr const char* remove_note_action = "remove_note";
inline constexpr const char* save_reply_action = "save_reply";
inline constexpr const char* remove_reply_action = "remove_reply";

/// One of these, of a tenant and, for notes, of an account. Its members were checked.
struct DeskRequest {
    const char* action = nullptr;
    TenantId tenant;
    AccountId account;
    Provider provider = Provider::coex;
    boost::json::object input;
    std::string_view idempotency_key;
};

/// A note on a conversation. Input: identity (a key), recipient (the same as [kind, value], by which an erasure finds
/// the command in the journal), text.
class AddNote : public ActionHandler {
  public:
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

/// Takes a note away. Input: note.
class RemoveNote : public ActionHandler {
  public:
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

/// Makes a saved reply, or changes the one that `reply` names. Input: title, text, reply.
class SaveReply : public ActionHandler {
  public:
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

/// Takes a saved reply away. Input: reply.
class RemoveReply : public ActionHandler {
  public:
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

Problem note_not_found();
Problem saved_reply_not_found();

}  // namespace coexist
