#include <chrono>

#include "toy.hpp"

namespace toy {

void Feed::tell(std::string event) {
    const std::lock_guard<std::mutex> lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_all();
}

const crm_reply* Feed::next(const crm_feed_read& read) {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::size_t at = positions_[std::string(view(read.consumer))];
    const std::size_t most = read.max_events == 0 ? 100 : read.max_events;
    std::string body = "{\"events\":[";
    for (std::size_t taken = 0; at < events_.size() && taken < most; ++at, ++taken) {
        if (taken > 0) body += ',';
        body += events_[at];
    }
    return answer(CRM_OK, 200, body + "],\"cursor\":\"" + std::to_string(at) + "\"}");
}

crm_status Feed::ack(const crm_feed_read& read) {
    const std::lock_guard<std::mutex> lock(mutex_);
    positions_[std::string(view(read.consumer))] = std::stoul(std::string(view(read.cursor)));
    return CRM_OK;
}

crm_status Feed::wait(const crm_feed_read& read) {
    std::unique_lock<std::mutex> lock(mutex_);
    const std::string consumer(view(read.consumer));
    changed_.wait_for(lock, std::chrono::milliseconds(read.timeout_ms),
                      [&] { return stopped_ || woken_ || positions_[consumer] < events_.size(); });
    if (stopped_) return CRM_E_UNAVAILABLE;
    if (woken_) {
        woken_ = false;
        return CRM_WOKEN;
    }
    return positions_[consumer] < events_.size() ? CRM_OK : CRM_E_TIMEOUT;
}

void Feed::wake() {
    const std::lock_guard<std::mutex> lock(mutex_);
    woken_ = true;
    changed_.notify_all();
}

void Feed::stop(bool stopped) {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = stopped;
    changed_.notify_all();
}

}  // namespace toy
