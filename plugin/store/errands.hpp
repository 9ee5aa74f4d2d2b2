#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// Whether an errand's call may be made again when its answer is not known.
enum class Leaving : std::uint8_t {
    free = 0,  ///< a read, an idempotent subscription: yes
    once = 1,  ///< no; it has not left
    left = 2   ///< no; that it leaves was made durable, so it may have happened
};

/// Something to ask the platform: a row lives until the answer was applied. `input` is JSON; secrets in it are sealed.
/// The kind "check" is a number's regular read: its row stays as long as the number is looked after, has no operation,
/// and tells when the next one is due.
struct ErrandRow {
    OperationId operation_id;
    std::string kind;
    std::int64_t account = 0;  ///< 0: there is no account yet
    std::string input;
    std::int64_t attempts = 0;
    std::int64_t not_before = 0;  ///< Unix ms
    Leaving leaving = Leaving::free;
};

void insert_errand(Session& session, const ErrandRow& row);
/// Writes everything but the account: the same operation goes on with this.
void update_errand(Session& session, const ErrandRow& row);
void delete_errand(Session& session, const OperationId& operation_id);
std::optional<ErrandRow> find_errand(Session& session, const OperationId& operation_id);
/// All but checks, oldest first.
std::vector<ErrandRow> errands_made_once(Session& session);
/// Checks whose time has come, the longest overdue first, at most `limit`. `now`: Unix ms.
std::vector<ErrandRow> checks_due(Session& session, std::int64_t now, std::int64_t limit);
/// All checks whose time has come, the longest overdue first.
std::vector<ErrandRow> checks_overdue(Session& session, std::int64_t now);
void delete_checks_of(Session& session, std::int64_t account);
/// When the next check after `now` is due, Unix ms; 0: none is planned.
std::int64_t next_check_at(Session& session, std::int64_t now);

}  // namespace coexist
