#include "check/load.hpp"

namespace crm::check {

constexpr std::uint32_t load_threads = 16;

Load::Load(const Running& on, const Subject& subject) : on_(on), calls_(any_calls(on.plugin, subject)) {
    for (std::uint32_t each = 0; each < load_threads; ++each) {
        threads_.emplace_back([this, seed = subject.seed + each] { work(seed); });
    }
}

void Load::join() {
    ending_ = true;
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

std::string Load::wrong() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return wrong_;
}

void Load::work(std::uint32_t seed) {
    std::mt19937 lot(seed);
    while (!ending_) {
        const AnyCall& call = calls_[lot() % calls_.size()];
        const crm_status status = call.make(on_.instance).status;
        ++made_;
        if (status != CRM_E_INTERNAL && status != CRM_E_FORKED &&
            !(call.name == "submit_http" && status == CRM_E_TIMEOUT))
            continue;
        const std::lock_guard<std::mutex> lock(mutex_);
        if (wrong_.empty()) wrong_ = call.name + " answered " + std::to_string(status);
    }
}

}  // namespace crm::check
