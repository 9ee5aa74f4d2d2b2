#pragma once
#include "config/settings.hpp"
#include "diagnosis/evidence.hpp"
#include "store/accounts.hpp"
#include "store/connect_attempts.hpp"
#include "store/session.hpp"

namespace coexist {

/// What an attempt to connect left behind: its steps with their codes, the dialog's events among them, the numbers that
/// came out, and how often it was tried. `now_ms`: Unix ms.
void gather_attempt(Session& session, const Settings& settings, const ConnectAttemptRow& attempt, std::int64_t now_ms,
                    CaseFile& file);

/// How a number stands: its state and WhatsApp's reasons, its flags, what came of its past, whether new files arrive.
void gather_account(Session& session, const Settings& settings, const AccountRow& account, CaseFile& file);

/// What a person saw and wrote. Numbers in his words count as codes of the platform.
void gather_seen(const std::vector<std::string>& screens, const std::string& words, CaseFile& file);

}  // namespace coexist
