#pragma once
#include <functional>
#include <string>

#include "actions/command_applier.hpp"
#include "ingest/delivery_applier.hpp"
#include "onboarding/saga.hpp"
#include "outbox/lines.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// What handlers need. References outlive the handlers; `deliveries` is null where nothing is applied (clients).
struct HandlerNeeds {
    ReaderPool& readers;
    const Channels& channels;
    const TokenCipher& cipher;
    const SendsLedger& ledger;
    DeliveryApplier* deliveries;
    std::function<bool(const std::string& road)> road_known;
    const Settings& settings;
    const ConnectSaga& saga;
    std::function<bool()> owner_alive;
};

/// The action sets of all providers. A card that names an action without a handler is a bug that a test finds.
HandlersByProvider make_handlers(const HandlerNeeds& needs);

}  // namespace coexist
