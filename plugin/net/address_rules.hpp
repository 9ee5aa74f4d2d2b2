#pragma once
#include <Poco/Net/IPAddress.h>

namespace coexist::net {

/// Whether an address lies on the public Internet (IANA's registries of special-purpose addresses, RFC 6890): none of a
/// private network, this machine, a link, a test network, a group or a tunnel. An IPv4 address inside an IPv6 one
/// (mapped, or of a NAT64) is judged as what it is.
bool on_public_internet(const Poco::Net::IPAddress& address);

}  // namespace coexist::net
