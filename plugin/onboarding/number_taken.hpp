#pragma once
#include <optional>
#include <string>

#include "model/ids.hpp"
#include "model/problem.hpp"
#include "model/provider.hpp"
#include "store/session.hpp"

namespace coexist {

/// Why this number cannot become this tenant's account with this provider: another living account holds it. A number
/// that is run in two ways at once would double every message.
std::optional<Problem> number_taken(Session& session, const TenantId& tenant, Provider provider,
                                    const std::string& digits);

}  // namespace coexist
