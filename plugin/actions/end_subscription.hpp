#pragma once
#include <boost/json/object.hpp>
#include <optional>

#include "ingest/write_context.hpp"
#include "outbox/answers.hpp"
#include "outbox/lines.hpp"
#include "store/errands.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// The last call for a number that leaves us: the platform is asked to deliver nothing of its WhatsApp Business Account
/// any more, unless another number of ours needs that (Meta: a subscription is the whole account's). An errand of
/// `kind` with the account's generation; the token is kept for it.
ErrandRow subscription_errand(const OperationId& operation, const char* kind, const AccountRow& account);
/// Makes the call, on a worker.
Answer end_subscription(ReaderPool& readers, const Channels& channels, const TokenCipher& cipher,
                        const ErrandRow& errand);

struct EndedSubscription {
    std::optional<ErrandRow> again;  ///< nothing was answered, or not now: asked once more then
    boost::json::object result;      ///< of the operation meanwhile, where the platform said for how long; else empty
    const char* state = "ended";     ///< "ended", "not_ended", "kept_for_other_numbers"
    bool forgotten = false;          ///< whether there was a token, which is forgotten now
};
/// Takes in what came of it. Where that is final, the token is forgotten, unless the number was connected anew.
EndedSubscription subscription_ended(WriteContext& context, const ErrandRow& errand, const Answer& answer);

}  // namespace coexist
