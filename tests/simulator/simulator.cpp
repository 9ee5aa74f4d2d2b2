#include "simulator.hpp"

#include "control/control.hpp"
#include "graph/graph.hpp"
#include "graph/media_host.hpp"
#include "signup/signup.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

namespace sim {

Simulator::Simulator(boost::asio::io_context& io_context, const Settings& initial, std::uint64_t seed)
    : io(io_context),
      ids(seed),
      settings(initial),
      calls(100000),
      client(io_context),
      deliverer(io_context, client, clock, settings),
      webhooks(*this),
      initial_(initial) {}

void Simulator::handle(HttpRequest request, Respond respond) {
    if (request.path.rfind("/_sim/", 0) == 0) {
        control::handle(*this, std::move(request), std::move(respond));
    } else if (!graph::serve_file(*this, request, respond) && !signup::handle(*this, request, respond)) {
        graph::handle(*this, std::move(request), std::move(respond));
    }
}

void Simulator::after(std::int64_t delay_ms, std::function<void()> work) {
    const auto generation = generation_;
    auto guarded = [this, generation, work = std::move(work)] {
        if (generation == generation_) work();
    };
    if (delay_ms <= 0) return boost::asio::post(io, std::move(guarded));
    auto timer = std::make_shared<boost::asio::steady_timer>(io, std::chrono::milliseconds(delay_ms));
    timer->async_wait([timer, guarded = std::move(guarded)](boost::system::error_code failure) {
        if (!failure) guarded();
    });
}

void Simulator::reset(bool whole_world) {
    ++generation_;
    settings = initial_;
    clock.set_offset_ms(0);
    faults.clear();
    usage.clear();
    calls.clear();
    webhooks.clear();
    deliverer.clear();
    signups.clear();
    world.forget_conversations();
    if (whole_world) world = World();
}

}  // namespace sim
