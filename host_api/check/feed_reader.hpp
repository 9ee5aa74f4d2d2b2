#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "check/subject.hpp"

namespace crm::check {

/// What next_events answered.
struct Batch {
    std::vector<boost::json::object> events;
    std::string cursor;

    /// The ids of its events.
    std::vector<std::string> ids() const;
};

/// A text member of an object; empty when there is none.
std::string member(const boost::json::object& object, const char* name);

/// A read of this consumer, with room for all that the header knows.
crm_feed_read reading(std::string_view consumer, std::uint32_t timeout_ms = 0);

/// Fetches a batch; throws Unfit when it is refused or has not the contract's form.
Batch batch(const Instance& instance, const crm_feed_read& read);

/// The first batch of a consumer, waited for up to 5 s; throws Missing when no event comes.
Batch first_batch(const Instance& instance, std::string_view consumer);

/// Acknowledges; throws Unfit when that is refused.
void acknowledge(const Instance& instance, std::string_view consumer, const std::string& cursor);

/// Makes a new consumer and acknowledges until nothing came for a while.
void be_idle(const Instance& instance, std::string_view consumer);

}  // namespace crm::check
