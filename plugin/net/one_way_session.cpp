#include "net/one_way_session.hpp"

#include <Poco/Net/NetException.h>

namespace coexist::net {

namespace {

/// Poco lets only its own classes make a socket of an implementation.
class WireSocket final : public Poco::Net::StreamSocket {
  public:
    explicit WireSocket(Poco::Net::SocketImpl* wire) : Poco::Net::StreamSocket(wire) {}
};

}  // namespace

OneWaySession::OneWaySession(Poco::Net::StreamSocketImpl& wire) {
    // The process may have a global proxy for Poco sessions; ours is our own settings' business.
    setProxyConfig(ProxyConfig());
    setKeepAlive(true);
    wire.duplicate();
    attachSocket(WireSocket(&wire));
}

void OneWaySession::connect(const Poco::Net::SocketAddress& /*address*/) {
    throw Poco::Net::ConnectionAbortedException("the connection is used up");
}

}  // namespace coexist::net
