#include "process_memory.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

namespace bench {

std::int64_t resident_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmRSS:", 0) == 0) return std::stoll(line.substr(6));
    }
    throw std::runtime_error("/proc/self/status does not tell VmRSS");
}

}  // namespace bench
