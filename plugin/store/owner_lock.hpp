#pragma once
#include <memory>
#include <string>

#include "model/problem.hpp"

namespace coexist {

/// The one right to work the queues of a state. A classic fcntl lock keeps other processes out (flock would
/// survive in a forked child), a table in this process keeps out a second instance, which fcntl would let in.
class OwnerLock {
  public:
    /// Takes the lock of the state in `directory` for `who` ("process 4711 on frontdesk").
    /// Problem `owner_exists` names the one who holds it.
    static Result<std::unique_ptr<OwnerLock>> take(const std::string& directory, const std::string& who);
    /// Whether somebody holds it now, in this process or another.
    static bool held(const std::string& directory);

    ~OwnerLock();
    OwnerLock(const OwnerLock&) = delete;
    OwnerLock& operator=(const OwnerLock&) = delete;
    /// In a forked child: forgets the lock without touching what is the parent's.
    void abandon();

  private:
    OwnerLock(int descriptor, unsigned long device, unsigned long inode);
    int descriptor_;
    unsigned long device_;
    unsigned long inode_;
};

}  // namespace coexist
