#include "net/proxy_tunnel.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPBasicCredentials.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>

#include "net/one_way_session.hpp"

namespace coexist::net {

void open_tunnel(PlainWire& wire, const Proxy& proxy, const Origin& origin, ExchangeWatch& watch) {
    wire.serve(watch);
    OneWaySession session(wire);
    Poco::Net::HTTPRequest head("CONNECT", origin.name(), Poco::Net::HTTPMessage::HTTP_1_1);
    head.set("Host", origin.name());
    if (!proxy.user.empty()) {
        Poco::Net::HTTPBasicCredentials(proxy.user, proxy.password).proxyAuthenticate(head);
    }
    int status = 0;
    try {
        session.sendRequest(head);
        session.flushRequest();
        Poco::Net::HTTPResponse answer;
        session.receiveResponse(answer);
        status = static_cast<int>(answer.getStatus());
    } catch (const Poco::Exception&) {
        if (watch.failed()) throw ExchangeFailed(watch.failure());
    }
    // The session would close the socket with itself.
    static_cast<void>(session.detachSocket());
    if (status == 200) return;
    watch.fail(Failure::proxy, status == 0 ? "The proxy closed the connection or does not speak HTTP."
                                           : "The proxy refused the tunnel to " + origin.name() + " with status " +
                                                 std::to_string(status) + ".");
}

}  // namespace coexist::net
