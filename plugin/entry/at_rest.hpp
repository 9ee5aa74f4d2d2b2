#pragma once
#include "actions/actions.hpp"
#include "config/settings.hpp"
#include "entry/open_options.hpp"
#include "model/provider.hpp"
#include "runtime/clock.hpp"

namespace coexist {

/// list_actions of an instance that is not started: what the state says on disk, as far as there is one.
Result<ActionAnswer> list_actions_at_rest(const OpenOptions& options, Clock clock, const ActionRequest& request,
                                          Provider provider, const Settings& settings);

}  // namespace coexist
