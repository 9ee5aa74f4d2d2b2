#pragma once
#include <cstdint>

#include "model/account_notices.hpp"
#include "model/history_import.hpp"
#include "store/session.hpp"

namespace coexist {

/// What the platform announced of an account and its templates; `with_templates` false leaves the latter out.
AccountNotices account_notices(Session& session, std::int64_t account, bool with_templates);
/// The announcement of one subject, as notices that hold it alone; empty if there is none.
AccountNotices account_notice(Session& session, std::int64_t account, const NoticeSubject& subject);
/// Stores each of these.
void save_account_notices(Session& session, std::int64_t account, const AccountNotices& notices);

/// What came of this account's imports, of all its connections.
HistoryImport account_history(Session& session, std::int64_t account);
void save_account_history(Session& session, std::int64_t account, const HistoryImport& import);

}  // namespace coexist
