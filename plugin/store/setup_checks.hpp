#pragma once
#include <cstdint>
#include <string>

#include "model/provider.hpp"
#include "store/session.hpp"

namespace coexist {

/// Keeps what the newest look at a road's setup found. `missing`: the musts that it lacks, separated by ", "; empty:
/// none. `at`: Unix ms.
void save_setup_check(Session& session, Provider provider, const std::string& road, std::int64_t at,
                      const std::string& missing);
/// The musts that a road lacked when it was last looked at; empty also where nobody looked.
std::string missing_in_setup(Session& session, Provider provider, const std::string& road);

}  // namespace coexist
