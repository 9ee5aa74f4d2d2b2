#pragma once
#include <string>

#include "model/problem.hpp"

namespace coexist {

/// What a directory lies on.
struct FileSystem {
    unsigned long magic = 0;  ///< statfs f_type
    std::string type;         ///< as the mount table names it ("ext4", "fuse.sshfs"); empty = not known
};

/// Why a state may not lie there: the file system in words ("NFS"), or nothing where it may. SQLite's WAL needs memory
/// that all processes of the state share, and locks that hold between them: "All processes using a database must be on
/// the same host computer; WAL does not work over a network filesystem" (sqlite.org/wal.html).
std::string network_file_system(const FileSystem& found);

/// What the directory lies on, or its nearest parent that exists. Throws std::system_error.
FileSystem file_system_of(const std::string& directory);

/// Problem `state_on_network` if the directory lies on a file system that other machines share; `ask` tells on which
/// it lies.
Outcome refuse_network(const std::string& directory, FileSystem (*ask)(const std::string&) = file_system_of);

}  // namespace coexist
