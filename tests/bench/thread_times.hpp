#pragma once
#include <cstdint>
#include <map>
#include <string>

namespace bench {

/// Processor time of this process's threads so far, in ns, by the threads' names. The kernel's own figures, which a
/// busy machine disturbs far less than it disturbs rates.
std::map<std::string, std::int64_t> thread_times();

/// `,"cpu_us":{"NAME":N,...}`: what each name spent between the two, in µs for each of `webhooks`.
std::string cpu_member(const std::map<std::string, std::int64_t>& before,
                       const std::map<std::string, std::int64_t>& after, std::uint64_t webhooks);

/// Names the calling thread; at most 15 letters.
void name_thread(const char* name);

}  // namespace bench
