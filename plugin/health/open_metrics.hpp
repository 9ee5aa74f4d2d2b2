#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/histogram.hpp"

namespace coexist {

/// Writes OpenMetrics text 1.0.0. A family is begun, then its samples follow; names, units and help texts are the
/// program's own, label values are escaped.
class OpenMetrics {
  public:
    using Labels = std::initializer_list<std::pair<const char*, std::string_view>>;

    /// A number that goes up and down. `unit` empty: none; else the name ends with it.
    void gauge(const char* name, const char* unit, const char* help) { family(name, "gauge", unit, help); }
    /// A number that only grows; its samples end in _total.
    void counter(const char* name, const char* unit, const char* help) { family(name, "counter", unit, help); }
    void info(const char* name, const char* help) { family(name, "info", "", help); }

    void value(Labels labels, std::int64_t number) { sample("", labels, std::to_string(number)); }
    void value(Labels labels, double number);
    void total(Labels labels, std::uint64_t number) { sample("_total", labels, std::to_string(number)); }
    void told(Labels labels) { sample("_info", labels, "1"); }
    /// A whole family of one histogram.
    void histogram(const char* name, const char* unit, const char* help, const Histogram& times);

    /// The text, ended.
    std::string finish() { return std::move(text_) + "# EOF\n"; }

  private:
    void family(const char* name, const char* type, const char* unit, const char* help);
    void sample(const char* suffix, Labels labels, const std::string& number);
    std::string name_;
    std::string text_;
};

}  // namespace coexist
