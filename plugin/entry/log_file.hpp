#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "runtime/log.hpp"

namespace coexist {

/// The log file of hosts whose log function must not be called from our threads. One line an entry; at 10 MB the file
/// becomes FILE.1 and a new one begins, likewise after half of the time that lines are kept. Thread-safe. Without a
/// file in the settings it writes nothing.
class LogFile {
  public:
    explicit LogFile(LogSettings settings);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;
    void write(LogLevel level, std::string_view component, std::string_view line);
    /// Why the file cannot be written, in words; empty when it can or when there is none.
    [[nodiscard]] std::string trouble() const { return trouble_; }
    /// Writes from now on where `other` writes, which must not be used any more.
    void become(LogFile& other);

  private:
    void open();
    LogSettings settings_;
    std::string trouble_;  ///< of opening it first
    std::mutex guard_;
    int descriptor_ = -1;
    std::int64_t size_ = 0;
    std::int64_t begun_ms_ = 0;  ///< when the file's first line was written; 0: it has none
};

}  // namespace coexist
