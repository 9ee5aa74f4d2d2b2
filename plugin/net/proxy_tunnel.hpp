#pragma once
#include "net/exchange_watch.hpp"
#include "net/http.hpp"
#include "net/target.hpp"
#include "net/wire.hpp"

namespace coexist::net {

/// Asks the HTTP proxy at the other end of `wire` for a tunnel to `origin` (RFC 9110, CONNECT), with basic
/// authentication if the proxy has a user. Throws ExchangeFailed; nothing of the request itself has left then.
void open_tunnel(PlainWire& wire, const Proxy& proxy, const Origin& origin, ExchangeWatch& watch);

}  // namespace coexist::net
