#include "net/dial.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace coexist::net {

namespace {

class OwnedFd {
  public:
    explicit OwnedFd(int fd) : fd_(fd) {}
    ~OwnedFd() {
        if (fd_ >= 0) ::close(fd_);
    }
    OwnedFd(const OwnedFd&) = delete;
    OwnedFd& operator=(const OwnedFd&) = delete;
    [[nodiscard]] int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

  private:
    int fd_;
};

/// 0, or the errno of the attempt; ETIMEDOUT when `until` comes first.
int connect_one(int fd, const Poco::Net::SocketAddress& address, ExchangeWatch::Clock::time_point until,
                ExchangeWatch& watch) {
    if (::connect(fd, address.addr(), address.length()) == 0) return 0;
    if (errno != EINPROGRESS && errno != EINTR) return errno;
    if (!watch.wait_until(fd, POLLOUT, until)) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
}

}  // namespace

int dial(const std::vector<Poco::Net::SocketAddress>& addresses, const std::string& what, ExchangeWatch& watch) {
    int error = EADDRNOTAVAIL;
    std::size_t left = addresses.size();
    for (const auto& address : addresses) {
        watch.check();
        const auto now = ExchangeWatch::Clock::now();
        const auto until = now + (watch.by() - now) / static_cast<int>(left--);
        OwnedFd fd(::socket(address.af(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        error = fd.get() < 0 ? errno : connect_one(fd.get(), address, until, watch);
        if (error != 0) continue;
        const int on = 1;
        ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return fd.release();
    }
    watch.fail(Failure::connect, "No connection to " + what + ": " + std::generic_category().message(error) + ".");
}

}  // namespace coexist::net
