#pragma once

#include <optional>
#include <string>

#include "host/running/data_folder.hpp"

namespace crm {

/// Where a running serve answers, and the key that its own console shows: in a file that only the data folder's owner
/// may read, there as long as the serve runs. What only its memory knows can be asked for by a command beside it.
class ConsoleDoor {
  public:
    /// Writes the file. A folder that cannot be written is logged: the commands then do without.
    ConsoleDoor(const DataFolder& folder, const std::string& address, const std::string& key);
    ~ConsoleDoor();
    ConsoleDoor(const ConsoleDoor&) = delete;
    ConsoleDoor& operator=(const ConsoleDoor&) = delete;

  private:
    const std::string path_;
};

/// 256 random bits in hex.
std::string random_key();

struct DoorAnswer {
    int status = 0;
    std::string body;
};
/// GET at the serve that runs upon this folder; nothing if none does, or it does not answer within some seconds.
std::optional<DoorAnswer> ask_running_serve(const DataFolder& folder, const std::string& path);

}  // namespace crm
