#pragma once
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace bench {

/// Does work(0) to work(count - 1), each once, on so many threads. Rethrows the first exception after all have ended.
template <class Work>
void many_at_once(std::size_t threads, std::size_t count, Work work) {
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::exception_ptr trouble;
    std::vector<std::thread> all;
    for (std::size_t thread = 0; thread < threads; ++thread) {
        all.emplace_back([&] {
            try {
                for (std::size_t at = next++; at < count; at = next++) work(at);
            } catch (...) {
                next = count;
                const std::lock_guard lock(guard);
                if (!trouble) trouble = std::current_exception();
            }
        });
    }
    for (std::thread& thread : all) thread.join();
    if (trouble) std::rethrow_exception(trouble);
}

}  // namespace bench
