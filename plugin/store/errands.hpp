#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// Something to ask the platform that may be asked again (a read, an idempotent subscription): a row lives until the
/// answer was applied. `input` is JSON; secrets in it are sealed.
struct ErrandRow {
    OperationId operation_id;
    std::string kind;
    std::int64_t account = 0;  ///< 0: there is no account yet
    std::string input;
    std::int64_t attempts = 0;
    std::int64_t not_before = 0;  ///< Unix ms
};

void insert_errand(Session& session, const ErrandRow& row);
void postpone_errand(Session& session, const ErrandRow& row);
void delete_errand(Session& session, const OperationId& operation_id);
std::optional<ErrandRow> find_errand(Session& session, const OperationId& operation_id);
std::vector<ErrandRow> all_errands(Session& session);

}  // namespace coexist
