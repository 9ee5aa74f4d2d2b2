#pragma once
#include <vector>

namespace coexist {

/// The tables that are kept: what no journal could tell again. Statements that bring them from one version to the next;
/// the first makes version 1 of nothing.
const std::vector<const char*>& kept_migrations();

}  // namespace coexist
