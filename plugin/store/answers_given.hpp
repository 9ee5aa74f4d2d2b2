#pragma once
#include <cstdint>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// Whether staff or the phone ever spoke live with one of these peers on this account.
bool answers_given(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers);

}  // namespace coexist
