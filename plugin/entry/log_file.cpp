#include "entry/log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <utility>

#include "runtime/clock.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace {

constexpr std::int64_t largest_file = 10 << 20;
constexpr const char* level_names[] = {"", "debug", "info", "warn", "error"};

std::int64_t keep_ms(const LogSettings& settings) {
    return settings.keep.count() * 24LL * 60 * 60 * 1000;
}

std::string former_of(const LogSettings& settings) {
    return settings.file + ".1";
}

/// The time of a file's first line; 0 where it tells none.
std::int64_t first_entry_ms(const std::string& path) {
    std::ifstream file(path);
    std::string time;
    file >> time;
    return unix_ms_of(time).value_or(0);
}

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
    begun_ms_ = size_ > 0 ? first_entry_ms(settings_.file) : 0;
    if (::stat(former_of(settings_).c_str(), &file) != 0) return;
    const std::int64_t last_written_ms = static_cast<std::int64_t>(file.st_mtim.tv_sec) * 1000;
    if (Clock().now_ms() - last_written_ms > keep_ms(settings_)) ::unlink(former_of(settings_).c_str());
}

void LogFile::become(LogFile& other) {
    const std::lock_guard lock(guard_);
    settings_ = other.settings_;
    trouble_ = other.trouble_;
    size_ = other.size_;
    begun_ms_ = other.begun_ms_;
    std::swap(descriptor_, other.descriptor_);
}

void LogFile::write(LogLevel level, std::string_view component, std::string_view line) {
    const std::int64_t now_ms = Clock().now_ms();
    std::string entry = rfc3339(now_ms);
    entry.append(" ").append(level_names[static_cast<int>(level)]).append(" ").append(component).append(": ");
    entry.append(line).append("\n");
    const std::lock_guard lock(guard_);
    if (descriptor_ < 0 || static_cast<int>(level) < static_cast<int>(settings_.level)) return;
    // Two files of half the time each: the older one goes when the oldest of its lines has been kept long enough.
    const bool old = begun_ms_ > 0 && now_ms - begun_ms_ > keep_ms(settings_) / 2;
    if (size_ > largest_file || old) {
        ::close(descriptor_);
        std::rename(settings_.file.c_str(), former_of(settings_).c_str());
        open();
        if (descriptor_ < 0) return;
    }
    const ssize_t written = ::write(descriptor_, entry.data(), entry.size());
    if (written > 0) size_ += written;
    if (begun_ms_ == 0) begun_ms_ = now_ms;
}

}  // namespace coexist
