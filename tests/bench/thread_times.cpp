#include "thread_times.hpp"

#include <pthread.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace bench {

std::map<std::string, std::int64_t> thread_times() {
    std::map<std::string, std::int64_t> times;
    std::error_code ignored;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
        std::string name;
        std::int64_t spent_ns = 0;
        std::ifstream(task.path() / "comm") >> name;
        std::ifstream(task.path() / "schedstat") >> spent_ns;
        if (!name.empty()) times[name] += spent_ns;
    }
    return times;
}

std::string cpu_member(const std::map<std::string, std::int64_t>& before,
                       const std::map<std::string, std::int64_t>& after, std::uint64_t webhooks) {
    std::string members;
    for (const auto& [name, spent] : after) {
        const auto known = before.find(name);
        const auto used = static_cast<double>(spent - (known == before.end() ? 0 : known->second));
        char text[64];
        std::snprintf(text, sizeof text, "%s\"%s\":%.3f", members.empty() ? "" : ",", name.c_str(),
                      used / 1000 / static_cast<double>(std::max<std::uint64_t>(1, webhooks)));
        members += text;
    }
    return ",\"cpu_us\":{" + members + "}";
}

void name_thread(const char* name) {
    ::pthread_setname_np(::pthread_self(), name);
}

}  // namespace bench
