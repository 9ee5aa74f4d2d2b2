#pragma once
#include <cstdint>

namespace bench {

/// Resident memory of this process now, in KiB, as the kernel tells it (VmRSS).
std::int64_t resident_kib();

}  // namespace bench
