#include "call_log.hpp"

namespace sim {

void RecordLog::add(json::object record) {
    record["seq"] = ++last_seq_;
    records_.push_back(std::move(record));
    if (records_.size() > capacity_) records_.pop_front();
}

}  // namespace sim
