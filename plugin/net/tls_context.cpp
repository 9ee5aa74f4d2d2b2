#include "net/tls_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>

#include "net/exchange_watch.hpp"

namespace coexist::net {

bool is_ip_literal(const std::string& host) {
    Poco::Net::IPAddress address;
    return Poco::Net::IPAddress::tryParse(host, address);
}

Poco::Net::Context::Ptr tls_context_for(const std::string& host, const std::string& ca_file) {
    try {
        Poco::Net::Context::Params params;
        params.caLocation = ca_file;
        params.loadDefaultCAs = ca_file.empty();
        // Poco's own check would look up the name once more and exempt loopback; OpenSSL's below does neither.
        params.verificationMode = Poco::Net::Context::VERIFY_NONE;
        params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4";
        Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params);

        SSL_CTX* ctx = context->sslContext();
        X509_VERIFY_PARAM* expected = SSL_CTX_get0_param(ctx);
        X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        const int named = is_ip_literal(host) ? X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str())
                                              : X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size());
        if (named != 1 || SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1) {
            throw ExchangeFailed{Failure::tls, "TLS cannot be set up for " + host + "."};
        }
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, nullptr);
        // A connection dropped in a forked child must not say goodbye on the parent's wire.
        SSL_CTX_set_quiet_shutdown(ctx, 1);
        return context;
    } catch (const Poco::Exception& error) {
        throw ExchangeFailed{Failure::tls, "TLS cannot be set up: " + error.displayText() + "."};
    }
}

}  // namespace coexist::net
