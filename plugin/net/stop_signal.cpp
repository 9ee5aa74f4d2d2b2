#include "net/stop_signal.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace coexist::net {

StopSignal::StopSignal() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StopSignal::~StopSignal() {
    if (fd_ >= 0) ::close(fd_);
}

void StopSignal::raise() {
    raised_.store(true, std::memory_order_release);
    const std::uint64_t one = 1;
    // A full counter already wakes everyone, so a failed write changes nothing.
    if (fd_ >= 0) static_cast<void>(::write(fd_, &one, sizeof one) > 0);
}

}  // namespace coexist::net
