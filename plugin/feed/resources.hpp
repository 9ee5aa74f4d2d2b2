#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "store/accounts.hpp"
#include "store/contacts.hpp"
#include "store/conversations.hpp"
#include "store/messages.hpp"
#include "store/operations.hpp"
#include "store/session.hpp"

namespace coexist {

/// The documents that hosts and people see, made from the merged state: one form for the feed and for REST.
/// Their shapes are schemas/events/*.json.

boost::json::object account_document(Session& session, const AccountRow& account);
/// What came of the phone's past on the account's present connection; empty where nothing was asked for or came.
boost::json::object history_object(Session& session, const AccountRow& account);
/// What is known of the phone that a coexistence number lives on, and what to do about it.
boost::json::object phone_document(Session& session, const AccountRow& account, const AccountLifeRow& life);
/// Who the person is, under which names and why they are taken for one; other contacts that may be the same person.
boost::json::object contact_document(Session& session, const ContactRow& contact);
/// `now`: Unix seconds, for the window's state.
boost::json::object conversation_document(Session& session, const ConversationRow& conversation, std::int64_t now);
boost::json::object message_document(Session& session, const MessageRow& message);
boost::json::object operation_document(const OperationRow& operation);

/// A number as people write it: "+49 ..." without guessing groups: "+4915112345678".
std::string international(const std::string& digits);

}  // namespace coexist
