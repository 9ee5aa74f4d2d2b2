#pragma once
#include <map>
#include <memory>

#include "onboarding/step.hpp"

namespace coexist {

using ConnectSteps = std::map<Stage, std::unique_ptr<ConnectStep>>;

/// The work of every stage. `needs` outlives it.
ConnectSteps make_connect_steps(const ConnectNeeds& needs);

// One stage each; see their files.
std::unique_ptr<ConnectStep> waiting_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> claim_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> exchange_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> inspect_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> numbers_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> choose_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> subscribe_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> registration_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> fields_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> delivery_step(const ConnectNeeds& needs);
std::unique_ptr<ConnectStep> sync_step(const ConnectNeeds& needs, SyncKind kind);
std::unique_ptr<ConnectStep> settle_step(const ConnectNeeds& needs);

/// What is left to ask for after the delivery was seen, or gone without: contacts, history, what to settle, or nothing.
Stage sync_left(const ConnectAttemptRow& attempt);
/// The member of the attempt's JSON that says: it came while the answer to the request for it was awaited.
const char* came_mark(SyncKind kind);

/// The numbers that the platform offered, as they stand in the attempt's JSON.
boost::json::array array_of(const std::vector<OfferedNumber>& numbers);
std::vector<OfferedNumber> offered_numbers(const boost::json::object& value);

}  // namespace coexist
