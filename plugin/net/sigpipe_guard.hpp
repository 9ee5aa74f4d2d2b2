#pragma once
#include <csignal>

namespace coexist::net {

/// Keeps SIGPIPE from this thread while it lives: OpenSSL writes to sockets without MSG_NOSIGNAL, and a plugin must not
/// change the process's signal handlers.
class SigpipeGuard {
  public:
    SigpipeGuard();
    ~SigpipeGuard();
    SigpipeGuard(const SigpipeGuard&) = delete;
    SigpipeGuard& operator=(const SigpipeGuard&) = delete;

  private:
    sigset_t before_{};
    bool was_pending_ = false;
};

}  // namespace coexist::net
