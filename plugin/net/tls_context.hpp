#pragma once
#include <Poco/Net/Context.h>

#include <string>

namespace coexist::net {

/// A TLS context for one host: TLS 1.2 or later, chain and host name checked by OpenSSL itself. Nothing of Poco's
/// SSLManager takes part: it belongs to the whole process, and a host's lenient certificate handler would
/// otherwise decide about our connections. `ca_file`: PEM file or folder, empty = the system's authorities.
/// Throws ExchangeFailed.
Poco::Net::Context::Ptr tls_context_for(const std::string& host, const std::string& ca_file);

/// Is it an IPv4 or IPv6 literal? Those are no SNI names and are matched against a certificate's addresses.
bool is_ip_literal(const std::string& host);

}  // namespace coexist::net
