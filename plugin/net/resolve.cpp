#include "net/resolve.hpp"

#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <ctime>
#include <utility>

// The C library makes the threads of its asynchronous call behind ThreadSanitizer's back, which crashes on them.
#if defined(__SANITIZE_THREAD__)
#define COEXIST_LOOK_UP_AND_WAIT
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define COEXIST_LOOK_UP_AND_WAIT
#endif
#endif

namespace coexist::net {

struct Resolver::Lookup {
    std::string host;
    addrinfo hints{};
    gaicb request{};

    explicit Lookup(std::string name) : host(std::move(name)) {
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        request.ar_name = host.c_str();
        request.ar_request = &hints;
    }
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;
    ~Lookup() {
        if (request.ar_result != nullptr) ::freeaddrinfo(request.ar_result);
    }
#ifdef COEXIST_LOOK_UP_AND_WAIT
    int outcome = 0;
    bool start() {
        outcome = ::getaddrinfo(host.c_str(), nullptr, &hints, &request.ar_result);
        return true;
    }
    [[nodiscard]] int error() const {
        return outcome;
    }
#else
    bool start() {
        gaicb* requests[] = {&request};
        return ::getaddrinfo_a(GAI_NOWAIT, requests, 1, nullptr) == 0;
    }
    [[nodiscard]] int error() {
        return ::gai_error(&request);
    }
#endif
    [[nodiscard]] bool running() {
        return error() == EAI_INPROGRESS;
    }
};

Resolver::Resolver() = default;

Resolver::~Resolver() {
    for (auto& lookup : abandoned_) {
        // The C library still writes into a running one: it must outlive us.
        if (lookup->running()) static_cast<void>(lookup.release());
    }
}

void Resolver::abandon(std::unique_ptr<Lookup> lookup) {
    ::gai_cancel(&lookup->request);
    const std::lock_guard lock(mutex_);
    abandoned_.erase(
        std::remove_if(abandoned_.begin(), abandoned_.end(), [](const auto& one) { return !one->running(); }),
        abandoned_.end());
    abandoned_.push_back(std::move(lookup));
}

std::vector<Poco::Net::SocketAddress> Resolver::resolve(const std::string& host, std::uint16_t port,
                                                        ExchangeWatch& watch) {
    Poco::Net::IPAddress literal;
    if (Poco::Net::IPAddress::tryParse(host, literal)) return {Poco::Net::SocketAddress(literal, port)};

    auto lookup = std::make_unique<Lookup>(host);
    if (!lookup->start()) watch.fail(Failure::dns, "The system could not start looking up " + host + ".");
    try {
        while (lookup->running()) {
            watch.check();
            const timespec slice{0, 50'000'000};
            const gaicb* requests[] = {&lookup->request};
            ::gai_suspend(requests, 1, &slice);
        }
    } catch (const ExchangeFailed&) {
        abandon(std::move(lookup));
        throw;
    }
    if (const int error = lookup->error(); error != 0) {
        watch.fail(Failure::dns, "The host name " + host + " was not found: " + ::gai_strerror(error) + ".");
    }
    std::vector<Poco::Net::SocketAddress> addresses;
    for (const addrinfo* one = lookup->request.ar_result; one != nullptr; one = one->ai_next) {
        if (one->ai_family != AF_INET && one->ai_family != AF_INET6) continue;
        const Poco::Net::SocketAddress bare(one->ai_addr, one->ai_addrlen);
        addresses.emplace_back(bare.host(), port);
    }
    if (addresses.empty()) watch.fail(Failure::dns, "The host name " + host + " has no address.");
    return addresses;
}

}  // namespace coexist::net
