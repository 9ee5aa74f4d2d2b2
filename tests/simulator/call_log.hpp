#pragma once
#include "json_read.hpp"

#include <cstdint>
#include <deque>

namespace sim {

/// A log that a test reads back over HTTP. Keeps the newest `capacity` records, each numbered by `seq` from 1.
class RecordLog {
  public:
    explicit RecordLog(std::size_t capacity) : capacity_(capacity) {}

    /// Adds `seq` and stores.
    void add(json::object record);
    void clear() { records_.clear(); }
    [[nodiscard]] const std::deque<json::object>& records() const { return records_; }
    [[nodiscard]] std::uint64_t total() const { return last_seq_; }

  private:
    std::size_t capacity_;
    std::uint64_t last_seq_ = 0;
    std::deque<json::object> records_;
};

}  // namespace sim
