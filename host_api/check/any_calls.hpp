#pragma once

#include <functional>
#include <string>
#include <vector>

#include "check/subject.hpp"

namespace crm::check {

/// What a call answered: its status, and the reply where it gives one.
struct Answer {
    crm_status status = CRM_OK;
    Reply reply;
};

/// A call that the contract tags [any], with harmless arguments.
struct AnyCall {
    std::string name;
    bool always;  ///< answers outside of started too: health, metrics, list_actions
    std::function<Answer(const Instance&)> make;
};

/// Every [any] call of the plugin's table and of its handlers. They live as long as `plugin` and `subject`.
std::vector<AnyCall> any_calls(const LoadedPlugin& plugin, const Subject& subject);

/// Makes each of them outside of started. Words about the first that neither is unavailable nor may answer.
std::string unavailable_calls(const LoadedPlugin& plugin, const Subject& subject, const Instance& instance);

/// submit_http, and then the wait for its done; gives up after 10 s with CRM_E_TIMEOUT.
Answer submit_and_wait(const Instance& instance, const crm_http_request& request);

}  // namespace crm::check
