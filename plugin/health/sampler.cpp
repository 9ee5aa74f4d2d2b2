#include "health/sampler.hpp"

#include "runtime/thread.hpp"

namespace coexist {
namespace {

constexpr auto look_every = std::chrono::seconds(1);

}  // namespace

Sampler::~Sampler() {
    stop();
}

void Sampler::start() {
    const std::lock_guard lock(guard_);
    if (running_) return;
    running_ = true;
    ++asked_;
    thread_ = start_thread("wa-health", [this] { work(); });
}

void Sampler::stop() {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const StateSample> Sampler::latest() const {
    const std::lock_guard lock(guard_);
    return latest_;
}

std::shared_ptr<const StateSample> Sampler::fresh(std::chrono::milliseconds patience) {
    std::unique_lock lock(guard_);
    const std::uint64_t mine = ++asked_;
    changed_.notify_all();
    changed_.wait_for(lock, patience, [&] { return begun_ >= mine || !running_; });
    return latest_;
}

void Sampler::work() {
    for (;;) {
        std::uint64_t covered = 0;
        StateSample former;
        {
            std::unique_lock lock(guard_);
            changed_.wait_for(lock, look_every, [this] { return asked_ > begun_ || !running_; });
            if (!running_) return;
            covered = asked_;
            if (latest_) former = *latest_;
        }
        std::shared_ptr<const StateSample> found;
        {
            const UnderWay::Scope looking(looking_);
            found = std::make_shared<const StateSample>(look_(former));
        }
        {
            const std::lock_guard lock(guard_);
            latest_ = std::move(found);
            begun_ = covered;
        }
        changed_.notify_all();
    }
}

}  // namespace coexist
