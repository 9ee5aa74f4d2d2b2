#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "model/person_graph.hpp"
#include "store/session.hpp"

namespace coexist {

/// What people decided on two identities, and who did. Kept: no delivery tells it again.
struct VerdictRow {
    Tenure one;
    Tenure other;
    Verdict verdict;
    std::string actor;
};

/// The newest decision on each pair that this tenure (by its key) is one of.
std::vector<VerdictRow> verdicts_on(Session& session, const TenantId& tenant, std::int64_t key);
/// Stores it, unless a newer one is stored for the pair. Which of both is `one` does not matter.
void save_verdict(Session& session, const TenantId& tenant, VerdictRow row);

}  // namespace coexist
