#pragma once
#include <atomic>
#include <cstdint>

namespace powercut {

/// One call on a file below the watched folder, as it was made. `length` bytes follow: a path, or what was written.
/// The next record begins at a multiple of eight.
struct Record {
    enum Kind : std::uint32_t { opened, created, made_folder, wrote, truncated, synced, unlinked, renamed, mapped };
    std::uint32_t kind;
    std::uint32_t length;
    std::uint64_t inode;
    std::int64_t offset;  ///< opened: 1 for a folder; wrote: where; truncated: the new size; renamed: the length of the
                          ///< former path
};

/// The start of the trace, a file that all processes of one run map. cut_at, kill_at and aim_at are written from
/// outside.
struct Trace {
    /// The process that is in a call, 0 = none: the order of records is the order of calls. Who finds it dead takes
    /// over.
    std::atomic<std::int32_t> lock;
    std::atomic<std::uint32_t> cut;  ///< 1: the power is gone
    std::atomic<std::uint64_t> calls;
    std::atomic<std::uint64_t> cut_at;   ///< the power goes before this call; 0 = never
    std::atomic<std::uint64_t> kill_at;  ///< the process that makes this call is killed alone; 0 = none
    std::atomic<std::uint64_t> used;     ///< bytes of records
    std::uint64_t capacity;              ///< bytes of the file
    std::atomic<std::uint64_t> aimed;    ///< of the calls, those on files whose path ends as $POWERCUT_AIM says
    std::atomic<std::uint64_t> aim_at;   ///< the power goes before this one of them; 0 = never
    std::atomic<std::int32_t> processes[64];
};
constexpr std::uint64_t first_record = 4096;
static_assert(sizeof(Trace) <= first_record && std::atomic<std::uint64_t>::is_always_lock_free);

}  // namespace powercut
