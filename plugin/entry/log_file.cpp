#include "entry/log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "runtime/clock.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace {

constexpr std::int64_t largest_file = 10 << 20;
constexpr const char* level_names[] = {"", "debug", "info", "warn", "error"};

}  // namespace

LogFile::LogFile(LogSettings settings) : settings_(std::move(settings)) {
    open();
    if (descriptor_ < 0 && !settings_.file.empty()) {
        trouble_ = settings_.file + " cannot be written: " + std::generic_category().message(errno) + ".";
    }
}

LogFile::~LogFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void LogFile::open() {
    if (settings_.file.empty()) return;
    descriptor_ = ::open(settings_.file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct stat file {};
    size_ = descriptor_ >= 0 && ::fstat(descriptor_, &file) == 0 ? static_cast<std::int64_t>(file.st_size) : 0;
}

void LogFile::become(LogFile& other) {
    const std::lock_guard lock(guard_);
    settings_ = other.settings_;
    trouble_ = other.trouble_;
    size_ = other.size_;
    std::swap(descriptor_, other.descriptor_);
}

void LogFile::write(LogLevel level, std::string_view component, std::string_view line) {
    std::string entry = rfc3339(Clock().now_ms());
    entry.append(" ").append(level_names[static_cast<int>(level)]).append(" ").append(component).append(": ");
    entry.append(line).append("\n");
    const std::lock_guard lock(guard_);
    if (descriptor_ < 0 || static_cast<int>(level) < static_cast<int>(settings_.level)) return;
    if (size_ > largest_file) {
        ::close(descriptor_);
        std::rename(settings_.file.c_str(), (settings_.file + ".1").c_str());
        open();
        if (descriptor_ < 0) return;
    }
    const ssize_t written = ::write(descriptor_, entry.data(), entry.size());
    if (written > 0) size_ += written;
}

}  // namespace coexist
