#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// One attempt to connect a number by the platform's dialog. Times are Unix milliseconds, 0 = not yet.
struct ConnectAttemptRow {
    std::string attempt_id;  ///< 32 hexadecimal digits, random
    OperationId operation_id;
    TenantId tenant;
    std::string actor;
    std::string road;         ///< the Meta app by its name in the configuration
    std::string return_page;  ///< empty: the callback's own page
    std::string name;         ///< what staff will call the number; empty: the platform's name
    std::int64_t created_at = 0;
    std::int64_t expires_at = 0;  ///< until then a code is taken
    std::string stage;
    std::string token_sealed;  ///< bound to the attempt
    WabaId waba_id;
    PhoneNumberId phone_number_id;
    AccountId account_id;
    std::int64_t account = 0;  ///< the account's row
    std::int64_t onboarded_at = 0;
    std::int64_t delivered_at = 0;  ///< when the first verified delivery was seen
    std::string contacts;           ///< "", "accepted", "unknown", "missed"
    std::string history;            ///< the same
    std::string value;              ///< JSON: what only the steps read
};

/// One line of what happened in an attempt: for people who ask where it is stuck.
struct ConnectStepRow {
    std::string attempt_id;
    std::string step;
    std::string state;     ///< "done", "waiting", "retry", "warned", "failed"
    std::string code;      ///< ours, or the platform's
    std::string detail;    ///< one sentence without secrets
    std::string trace_id;  ///< for the platform's support
    std::string who;       ///< the actor's id; empty: the program
    std::int64_t at = 0;
    std::string platform = {};  ///< the platform's own error number; empty: it told none
};

std::optional<ConnectAttemptRow> find_connect_attempt(Session& session, const std::string& attempt_id);
std::optional<ConnectAttemptRow> find_connect_attempt(Session& session, const OperationId& operation_id);
/// Attempts that are not over, oldest first.
std::vector<ConnectAttemptRow> running_connect_attempts(Session& session);
/// Attempts of a tenant that began at `since` (Unix ms) or later, oldest first.
std::vector<ConnectAttemptRow> connect_attempts_since(Session& session, const TenantId& tenant, std::int64_t since);
/// Whether another tenant began an attempt over the same road since `since` (Unix ms) that did not end well.
bool others_began(Session& session, const ConnectAttemptRow& attempt, std::int64_t since);
/// The newest attempt that asked for contacts or history of this account since it was connected at `onboarded_at`.
std::optional<ConnectAttemptRow> attempt_that_asked(Session& session, std::int64_t account, std::int64_t onboarded_at);
/// Inserts or updates.
void save_connect_attempt(Session& session, const ConnectAttemptRow& row);

void add_connect_step(Session& session, const ConnectStepRow& row);
/// Oldest first.
std::vector<ConnectStepRow> connect_steps(Session& session, const std::string& attempt_id);

}  // namespace coexist
