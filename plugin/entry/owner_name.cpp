#include "entry/owner_name.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>

#include "runtime/timestamps.hpp"

namespace coexist {

std::string words(const OwnerName& owner) {
    std::string text = "process " + std::to_string(owner.process);
    std::string what = owner.host;
    if (!owner.program.empty()) what += (what.empty() ? "program " : ", program ") + owner.program;
    if (!what.empty()) text += " (" + what + ")";
    if (!owner.machine.empty()) text += " on " + owner.machine;
    const std::string since = rfc3339(owner.since_ms / 1000 * 1000);  // "2026-11-21T11:48:03Z"
    return text + " since " + since.substr(0, 10) + " " + since.substr(11, 8) + " UTC";
}

OwnerName this_process(const std::string& host, std::int64_t now_ms) {
    std::array<char, 256> machine{};
    if (::gethostname(machine.data(), machine.size() - 1) != 0) machine[0] = '\0';
    std::error_code unknown;
    const std::string program = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
    return {host, program, machine.data(), static_cast<int>(::getpid()), now_ms};
}

}  // namespace coexist
