#pragma once
#include <functional>
#include <string_view>

namespace coexist {

enum class LogLevel { debug = 1, info = 2, warn = 3, error = 4 };

/// Where log lines go. Lines never hold message text, phone numbers or secrets: callers write ids and codes.
/// Thread-safe as far as the sink is.
class Log {
  public:
    using Sink = std::function<void(LogLevel, std::string_view component, std::string_view line)>;

    Log() = default;
    explicit Log(Sink sink) : sink_(std::move(sink)) {}

    void write(LogLevel level, std::string_view component, std::string_view line) const {
        if (sink_) sink_(level, component, line);
    }
    void info(std::string_view component, std::string_view line) const { write(LogLevel::info, component, line); }
    void warn(std::string_view component, std::string_view line) const { write(LogLevel::warn, component, line); }
    void error(std::string_view component, std::string_view line) const { write(LogLevel::error, component, line); }

  private:
    Sink sink_;
};

}  // namespace coexist
