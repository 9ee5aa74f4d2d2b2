#pragma once
#include <Poco/AutoPtr.h>

#include <memory>

#include "net/exchange_watch.hpp"
#include "net/http.hpp"
#include "net/one_way_session.hpp"
#include "net/target.hpp"
#include "net/wire.hpp"

namespace coexist::net {

/// One open connection to an origin, used by one exchange at a time.
class Connection {
  public:
    /// Takes a connected descriptor; speaks TLS over it if `context` is not null. Throws ExchangeFailed.
    Connection(int fd, const Origin& origin, Poco::Net::Context::Ptr context, ExchangeWatch& watch);
    /// The same through an HTTP proxy that `fd` is connected to: asks it for a tunnel first.
    Connection(int fd, const Proxy& proxy, const Origin& origin, Poco::Net::Context::Ptr context, ExchangeWatch& watch);

    /// Sends the request and reads the whole answer. Throws ExchangeFailed; watch.request_left() then tells
    /// whether anything may have reached the server.
    Answer exchange(const Request& request, const Target& target, const HttpSettings& settings, ExchangeWatch& watch);

    /// May another request go over it? False after a failure, when the server said close, or after surplus bytes.
    [[nodiscard]] bool reusable() const { return reusable_; }
    /// Has an idle connection stayed silent and open? One that became readable has ended or is out of step.
    [[nodiscard]] bool still_idle() const;

  private:
    void speak(Poco::Net::Context::Ptr context, const Origin& origin, ExchangeWatch& watch);
    void send(const Request& request, const Target& target, const HttpSettings& settings, ExchangeWatch& watch);
    Answer receive(const Request& request, const HttpSettings& settings, ExchangeWatch& watch);

    Poco::AutoPtr<PlainWire> plain_;
    Poco::AutoPtr<TlsWire> tls_;
    std::unique_ptr<OneWaySession> session_;
    bool reusable_ = false;
};

}  // namespace coexist::net
