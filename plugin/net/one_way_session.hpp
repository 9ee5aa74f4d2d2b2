#pragma once
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/StreamSocketImpl.h>

namespace coexist::net {

/// Poco's HTTP session on a connection that we opened, made to send every request once at most. Poco's own
/// connects anew and sends again when a kept connection breaks under the first write; the server may have
/// processed the first copy, and a send must never happen twice. So this one never connects.
class OneWaySession final : public Poco::Net::HTTPClientSession {
  public:
    /// Shares the connected socket.
    explicit OneWaySession(Poco::Net::StreamSocketImpl& wire);

    /// Bytes that came after the last answer's end; with any, the connection cannot be used again.
    [[nodiscard]] bool has_leftovers() const { return buffered() > 0; }

  protected:
    [[nodiscard]] bool mustReconnect() const override { return false; }
    /// Poco's way out to a second attempt, and past our deadlines and TLS checks: refused.
    void connect(const Poco::Net::SocketAddress& address) override;
};

}  // namespace coexist::net
