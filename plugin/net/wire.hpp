#pragma once
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <string>

#include "net/exchange_watch.hpp"

namespace coexist::net {

/// What both wires share: the exchange that uses the connection at the moment.
class Wire {
  public:
    /// Must be called before each exchange; the watch outlives it.
    void serve(ExchangeWatch& watch) { watch_ = &watch; }

  protected:
    ~Wire() = default;
    [[nodiscard]] ExchangeWatch& watch() const { return *watch_; }

  private:
    ExchangeWatch* watch_ = nullptr;
};

/// A connected TCP socket for Poco whose reads and writes obey the exchange's deadlines. Writes are whole or fail.
class PlainWire final : public Poco::Net::StreamSocketImpl, public Wire {
  public:
    /// Takes the non-blocking descriptor.
    explicit PlainWire(int fd);
    int sendBytes(const void* buffer, int length, int flags) override;
    int receiveBytes(void* buffer, int length, int flags) override;

  private:
    ~PlainWire() override = default;
};

/// The same over TLS. Chain and name are checked by OpenSSL during the handshake, as the context says.
class TlsWire final : public Poco::Net::SecureStreamSocketImpl, public Wire {
  public:
    TlsWire(PlainWire& plain, Poco::Net::Context::Ptr context);
    /// Shakes hands; `server_name` is sent as SNI unless empty. Throws ExchangeFailed.
    void handshake(const std::string& server_name);
    int sendBytes(const void* buffer, int length, int flags) override;
    int receiveBytes(void* buffer, int length, int flags) override;

  private:
    ~TlsWire() override = default;
    /// Waits for what TLS asks for. Answers false if `result` is no such wish.
    bool wait_as_told(int result);
};

}  // namespace coexist::net
