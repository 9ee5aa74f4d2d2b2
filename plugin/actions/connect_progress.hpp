#pragma once
#include "onboarding/saga.hpp"
#include "store/operations.hpp"

namespace coexist {

/// Writes what became of the attempt into its operation; the errand that goes on is the caller's. `attempt` may be
/// null.
void tell(const ConnectProgress& progress, OperationRow& operation, const ConnectAttemptRow* attempt);

/// A number that was put on record anew by this attempt has no disconnect to wait for any more, and no earlier attempt.
/// Of a row that is no attempt only `account` is read.
void end_former(WriteContext& context, const ConnectSaga& saga, const ConnectAttemptRow& attempt);

}  // namespace coexist
