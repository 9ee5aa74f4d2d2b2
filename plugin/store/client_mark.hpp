#pragma once
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace coexist {

/// What a running client of a state says of itself, so that the owner can name the clients that differ: a small file in
/// DIRECTORY/clients, locked (flock) as long as the client lives and removed when it ends. A courtesy: nothing but the
/// health document depends on it.
class ClientMark {
  public:
    /// Null when the directory cannot be written.
    static std::unique_ptr<ClientMark> leave(const std::string& directory, const std::string& name,
                                             const std::string& settings_hash);
    /// Leaves the file alone in a forked child: it is the parent's.
    ~ClientMark();
    ClientMark(const ClientMark&) = delete;
    ClientMark& operator=(const ClientMark&) = delete;

  private:
    ClientMark(int descriptor, std::string path);
    int descriptor_;
    std::string path_;
    pid_t process_;
};

struct MarkedClient {
    std::string name;
    std::string settings_hash;
};

/// The clients that live now, by name. Files of clients that died are removed.
std::vector<MarkedClient> marked_clients(const std::string& directory);

}  // namespace coexist
