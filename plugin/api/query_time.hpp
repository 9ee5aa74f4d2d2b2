#pragma once
#include <cstdint>
#include <optional>

#include "api/query.hpp"
#include "model/problem.hpp"

namespace coexist {

/// Puts a time of the query into `into`, Unix ms; nothing happens where it is not given. Problem `time_invalid`.
std::optional<Problem> read_time(const Query& query, const char* name, std::int64_t& into);

}  // namespace coexist
