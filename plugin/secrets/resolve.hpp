#pragma once
#include "config/settings.hpp"
#include "model/problem.hpp"
#include "secrets/secret.hpp"

#include <string>
#include <vector>

namespace coexist {

struct ResolvedSecret {
    Secret secret;
    std::vector<std::string> warnings;  ///< sentences, e.g. that others may read the file
};

/// Reads a secret from where the configuration says it is kept. Line ends at the end are no part of it. Problem
/// secret_unavailable (refusal config) names the variable or file and what to do, never what was found.
Result<ResolvedSecret> resolve(const SecretRef& reference);

}  // namespace coexist
