#pragma once
#include "call_log.hpp"
#include "clock.hpp"
#include "deliverer.hpp"
#include "faults.hpp"
#include "http.hpp"
#include "http_client.hpp"
#include "ids.hpp"
#include "settings.hpp"
#include "signup/signups.hpp"
#include "usage.hpp"
#include "webhooks.hpp"
#include "world.hpp"

#include <boost/asio/io_context.hpp>
#include <functional>

namespace sim {

/// All parts together. One thread runs `io`; every part is touched on it alone.
class Simulator {
  public:
    Simulator(boost::asio::io_context& io, const Settings& initial, std::uint64_t seed);

    /// Sends a request to the Graph side or to /_sim/... .
    void handle(HttpRequest request, Respond respond);
    /// Runs `work` after `delay_ms` of real time, unless a reset comes first.
    void after(std::int64_t delay_ms, std::function<void()> work);
    /// Forgets messages, logs, faults, waiting deliveries and settings; with `whole_world` also apps, numbers, tokens.
    void reset(bool whole_world);

    boost::asio::io_context& io;
    Clock clock;
    Ids ids;
    Settings settings;
    World world;
    Faults faults;
    Usage usage;
    RecordLog calls;
    HttpClient client;
    Deliverer deliverer;
    Webhooks webhooks;
    Signups signups;

  private:
    Settings initial_;
    std::uint64_t generation_ = 0;
};

}  // namespace sim
