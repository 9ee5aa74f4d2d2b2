#pragma once
#include <cstdint>
#include <string>

#include "model/problem.hpp"

namespace coexist {

/// What a backup holds.
struct Backup {
    std::string directory;  ///< absolute
    std::int64_t bytes = 0;
    std::int64_t segments = 0;
};

/// Copies the state in `directory` while it is worked on, by any process, into a new directory
/// `target`/whatsapp-<UTC time>. Each file is copied as one consistent moment, through a connection that never
/// checkpoints: consumers first, then the state, then the journal, so that the journal's copy covers all that the
/// state's copy has applied, and the state's copy all that consumers have read; last the files of messages. Every file
/// of the copy is checked, and a manifest with sizes and SHA-256 is written last. The copy appears under its name only
/// when it is whole and durable. It marks itself and its segments (copy_mark.hpp): what was queued in it may have left
/// since. The key that seals tokens is no part of it. Problems: `directory_invalid`, `directory_missing`,
/// `backup_exists`, `backup_failed`. `now_ms`: Unix milliseconds.
Result<Backup> back_up(const std::string& directory, const std::string& target, std::int64_t now_ms);

/// The copy alone and without the files of messages, as `whole`, which must not exist; it may lie inside the state.
/// Throws std::exception.
Backup copy_state(const std::string& directory, const std::string& whole, std::int64_t now_ms);

}  // namespace coexist
