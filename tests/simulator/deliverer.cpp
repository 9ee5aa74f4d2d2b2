#include "deliverer.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

namespace sim {

Deliverer::Deliverer(boost::asio::io_context& io, HttpClient& client, const Clock& clock, const Settings& settings)
    : io_(io), client_(client), clock_(clock), settings_(settings) {}

void Deliverer::enqueue(Delivery delivery) {
    delivery.id = ++last_id_;
    ++pending_;
    const auto origin = delivery.url.origin();
    lanes_[origin].ready.push_back(std::move(delivery));
    pump(origin);
}

void Deliverer::clear() {
    ++generation_;
    pending_ = 0;
    log_.clear();
    for (auto& [origin, lane] : lanes_) lane.ready.clear();
}

void Deliverer::pump(const std::string& origin) {
    auto& lane = lanes_[origin];
    while (!lane.ready.empty() && lane.running < settings_.delivery_connections) {
        auto next = std::move(lane.ready.front());
        lane.ready.pop_front();
        ++lane.running;
        attempt(std::move(next));
    }
}

void Deliverer::attempt(Delivery delivery) {
    ++delivery.attempts;
    OutgoingRequest request;
    request.method = "POST";
    request.url = delivery.url;
    request.headers = delivery.headers;
    request.body = delivery.body;
    request.timeout = std::chrono::milliseconds(settings_.delivery_timeout_ms);
    client_.call(std::move(request),
                 [this, generation = generation_, delivery = std::move(delivery)](const OutgoingResult& result) {
                     const auto origin = delivery.url.origin();
                     --lanes_[origin].running;
                     if (generation == generation_) finished(delivery, result);
                     pump(origin);
                 });
}

void Deliverer::finished(Delivery delivery, const OutgoingResult& result) {
    if (result.status == 200) {
        --pending_;
        log_attempt(delivery, result, -1);
        return;
    }
    const auto pause = pause_ms(delivery.attempts);
    log_attempt(delivery, result, pause);
    auto timer = std::make_shared<boost::asio::steady_timer>(io_, std::chrono::milliseconds(pause));
    timer->async_wait([this, timer, generation = generation_,
                       delivery = std::move(delivery)](boost::system::error_code failure) mutable {
        if (failure || generation != generation_) return;
        const auto origin = delivery.url.origin();
        lanes_[origin].ready.push_back(std::move(delivery));
        pump(origin);
    });
}

std::int64_t Deliverer::pause_ms(int attempts) const {
    const int doublings = std::min(attempts - 1, 20);
    return std::min(settings_.retry_base_ms << doublings, settings_.retry_max_ms);
}

void Deliverer::log_attempt(const Delivery& delivery, const OutgoingResult& result, std::int64_t retry_in_ms) {
    json::object record{{"delivery", delivery.id}, {"attempt", delivery.attempts},    {"at_ms", clock_.now_ms()},
                        {"app", delivery.app_id},  {"url", delivery.address},         {"fields", delivery.fields},
                        {"status", result.status}, {"latency_ms", result.latency_ms}, {"bytes", delivery.body->size()}};
    if (!result.failure.empty()) record["failure"] = result.failure;
    if (retry_in_ms >= 0) record["retry_in_ms"] = retry_in_ms;
    record["body"] = *delivery.body;
    log_.add(std::move(record));
}

}  // namespace sim
