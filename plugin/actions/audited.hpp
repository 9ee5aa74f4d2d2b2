#pragma once
#include <string>
#include <string_view>

#include "actions/command.hpp"
#include "ingest/write_context.hpp"
#include "store/account_view.hpp"
#include "store/audit.hpp"

namespace coexist {

/// The state of an account by its name; empty if there is none.
std::string state_shown(Session& session, const AccountId& account);

/// What a person asked for and what became of it at once; `before`: state_shown() before it was applied.
void audit_asked(WriteContext& context, const Command& command, const OperationRow& operation,
                 const std::string& before);
/// How an operation ended after the platform, or the phone, had its say; `before` as above.
void audit_settled(WriteContext& context, const OperationRow& operation, const std::string& before);
/// The platform changed how an account stands. The same word told again (a rebuilt fold) is no second line.
void audit_told(WriteContext& context, const AccountRow& account, const AccountView& before);
/// The account's token is no longer kept; `why`: what ended it.
void audit_token_wiped(WriteContext& context, const AccountRow& account, const char* why);

/// The state was started from a copy of that time (Unix ms).
void audit_restored(WriteContext& context, std::int64_t copied_at);
/// The owner began with another configuration than the one before; both by their hash.
void audit_configured(WriteContext& context, std::int64_t former, std::int64_t present);

/// A line on its way through the journal.
std::string text_of(const AuditRow& row);
/// Throws std::exception on a text that text_of did not write.
AuditRow audit_row_from(std::string_view text);

}  // namespace coexist
