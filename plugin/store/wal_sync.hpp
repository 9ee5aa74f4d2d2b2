#pragma once
#include <string>

namespace coexist {

/// Makes durable what whoever opens the state finds in its WAL. A writer that was killed between a write and its sync
/// leaves there what a power cut may still take; the next to open the file alone reads it, and must not answer from it
/// before. Throws SQLite::Exception when the disk fails.
void sync_wal(const std::string& database);

}  // namespace coexist
