#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// One line of the audit: who did what to which account, from where, and what became of it. Never a secret, a phone
/// number or a message's text. Kept: no journal could tell it again.
struct AuditRow {
    std::int64_t id = 0;
    std::int64_t at = 0;               ///< Unix ms
    std::string tenant{};              ///< empty: of no tenant, for whoever sees all of them
    std::string account_id{};          ///< as it was asked for
    std::string actor{};               ///< the host's id of the person; empty: nobody
    std::string action{};              ///< an action's id, or "backup", "replay_quarantine", "configure", ...
    std::string operation_id{};        ///< what followed from it
    std::string outcome{};             ///< an operation's state, or "denied"
    std::string initiator = "person";  ///< or "platform", "host" (who runs it), "system" (a rule of ours)
    std::string roles{};               ///< of the actor, separated by commas
    std::string tenants{};             ///< of the actor: a JSON list
    std::string origin{};              ///< the peer's address, or the host's own word for where it came from
    std::string code{};                ///< why it was not done, or the platform's reason
    std::string before{};              ///< the account's state, where it changed
    std::string after{};
    std::string detail{};    ///< what else a reader needs: a path, counts
    std::int64_t times = 1;  ///< equal denied attempts within a minute are one line
    std::string evidence{};  ///< what proves it, where it may be told again: the same is kept once
};

void add_audit(Session& session, const AuditRow& row);

/// What to read of it. Empty texts do not narrow it down.
struct AuditQuery {
    std::int64_t before = std::numeric_limits<std::int64_t>::max();  ///< only rows with a smaller id
    std::int64_t since = 0;                                          ///< Unix ms, inclusive
    std::int64_t until = std::numeric_limits<std::int64_t>::max();   ///< Unix ms, exclusive
    std::string account{};
    std::string actor{};
    std::string action{};
    int limit = 50;
};
/// Newest first.
std::vector<AuditRow> audit_of_tenant(Session& session, const TenantId& tenant, const AuditQuery& query);
/// The same over all tenants and what is of none.
std::vector<AuditRow> audit_of_all(Session& session, const AuditQuery& query);

}  // namespace coexist
