#pragma once
#include <string>

#include "model/account_life.hpp"
#include "model/account_notices.hpp"
#include "model/contact.hpp"
#include "model/history_import.hpp"
#include "model/message.hpp"

namespace coexist {

/// A value as text: one `name value...` line for each thing that is known, in a fixed order, strings in
/// quotes with control characters, quotes and backslashes escaped as \xNN. Two values are equal exactly if
/// their texts are. Contains message text and phone numbers: never for a log.
std::string canonical(const Message& message);
std::string canonical(const ContactNames& names);
std::string canonical(const AccountLife& life);
std::string canonical(const HistoryImport& import);
std::string canonical(const AccountNotices& notices);

}  // namespace coexist
