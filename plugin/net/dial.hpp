#pragma once
#include <Poco/Net/SocketAddress.h>

#include <string>
#include <vector>

#include "net/exchange_watch.hpp"

namespace coexist::net {

/// Opens a TCP connection to the first address that takes it, sharing the time left fairly among them. Answers a
/// non-blocking descriptor that the caller owns. `what` names the peer in the reason ("host:port"). Throws
/// ExchangeFailed.
int dial(const std::vector<Poco::Net::SocketAddress>& addresses, const std::string& what, ExchangeWatch& watch);

}  // namespace coexist::net
