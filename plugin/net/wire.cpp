#include "net/wire.hpp"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <cerrno>
#include <system_error>
#include <utility>

namespace coexist::net {

namespace {

[[noreturn]] void fail_by_errno(ExchangeWatch& watch, int error) {
    watch.fail(watch.anything_received() ? Failure::truncated : Failure::closed,
               "The connection broke: " + std::generic_category().message(error) + ".");
}

}  // namespace

PlainWire::PlainWire(int fd) : Poco::Net::StreamSocketImpl(fd) {
    setBlocking(false);
}

int PlainWire::sendBytes(const void* buffer, int length, int /*flags*/) {
    const char* next = static_cast<const char*>(buffer);
    for (int left = length; left > 0;) {
        watch().check();
        const ssize_t sent = ::send(sockfd(), next, static_cast<std::size_t>(left), MSG_NOSIGNAL);
        if (sent > 0) {
            watch().note_leaving();
            next += sent;
            left -= static_cast<int>(sent);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            watch().wait(sockfd(), POLLOUT);
        } else if (errno != EINTR) {
            fail_by_errno(watch(), errno);
        }
    }
    return length;
}

int PlainWire::receiveBytes(void* buffer, int length, int /*flags*/) {
    for (;;) {
        watch().check();
        const ssize_t got = ::recv(sockfd(), buffer, static_cast<std::size_t>(length), 0);
        if (got > 0) {
            watch().note_received({static_cast<const char*>(buffer), static_cast<std::size_t>(got)});
            return static_cast<int>(got);
        }
        if (got == 0) {
            watch().note_peer_closed();
            return 0;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            watch().wait(sockfd(), POLLIN);
        } else if (errno != EINTR) {
            fail_by_errno(watch(), errno);
        }
    }
}

TlsWire::TlsWire(PlainWire& plain, Poco::Net::Context::Ptr context)
    : Poco::Net::SecureStreamSocketImpl(&plain, std::move(context)) {}

bool TlsWire::wait_as_told(int result) {
    if (result == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_READ) {
        watch().wait(sockfd(), POLLIN);
    } else if (result == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_WRITE) {
        watch().wait(sockfd(), POLLOUT);
    } else {
        return false;
    }
    return true;
}

void TlsWire::handshake(const std::string& server_name) {
    try {
        // The socket is non-blocking, so this only prepares; completeHandshake does the steps.
        setLazyHandshake(true);
        if (!server_name.empty()) setPeerHostName(server_name);
        connectSSL();
        for (;;) {
            watch().check();
            ERR_clear_error();
            const int result = completeHandshake();
            if (result > 0) return;
            if (!wait_as_told(result)) watch().fail(Failure::tls, "The host ended the TLS handshake.");
        }
    } catch (const Poco::Exception& error) {
        watch().fail(Failure::tls, "No trusted TLS connection: " + error.displayText() + ".");
    }
}

int TlsWire::sendBytes(const void* buffer, int length, int flags) {
    const char* next = static_cast<const char*>(buffer);
    try {
        for (int left = length; left > 0;) {
            watch().check();
            ERR_clear_error();
            // What TLS has taken cannot be known to have stayed here, whatever it answers.
            watch().note_leaving();
            const int sent = SecureStreamSocketImpl::sendBytes(next, left, flags);
            if (sent > 0) {
                next += sent;
                left -= sent;
            } else if (!wait_as_told(sent)) {
                fail_by_errno(watch(), EPIPE);
            }
        }
    } catch (const Poco::Exception&) {
        fail_by_errno(watch(), EPIPE);
    }
    return length;
}

int TlsWire::receiveBytes(void* buffer, int length, int flags) {
    try {
        for (;;) {
            watch().check();
            ERR_clear_error();
            const int got = SecureStreamSocketImpl::receiveBytes(buffer, length, flags);
            if (got > 0) {
                watch().note_received({static_cast<const char*>(buffer), static_cast<std::size_t>(got)});
                return got;
            }
            if (got == 0) {
                watch().note_peer_closed();
                return 0;
            }
            if (!wait_as_told(got)) fail_by_errno(watch(), ECONNRESET);
        }
    } catch (const Poco::Exception&) {
        fail_by_errno(watch(), ECONNRESET);
    }
}

}  // namespace coexist::net
