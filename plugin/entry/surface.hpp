#pragma once
#include <functional>
#include <memory>

#include "actions/action_services.hpp"
#include "actions/actions.hpp"
#include "actions/handler_set.hpp"
#include "api/api.hpp"
#include "entry/foundation.hpp"
#include "entry/owner.hpp"
#include "entry/provision.hpp"
#include "ingest/webhook_door.hpp"
#include "onboarding/connect_door.hpp"
#include "onboarding/link_door.hpp"
#include "onboarding/saga.hpp"

namespace coexist {

/// What [any] calls use: made anew by a reload or a change of role, and kept alive by the calls that run in it.
struct Surface {
    Surface(Foundation& given_foundation, std::shared_ptr<Provision> given, std::shared_ptr<Owner> given_owner,
            std::function<bool()> stopping, std::function<std::string(const Eyes&)> health,
            std::function<std::string(const Eyes&, const Wanted&)> metrics);

    Foundation& foundation;
    const std::shared_ptr<Provision> provision;
    const std::shared_ptr<Owner> owner;  ///< null in a client
    const SendsLedger ledger;
    const ConnectSaga saga;
    const HandlersByProvider handlers;
    ActionServices services;
    Actions actions;
    WebhookDoor door;
    ConnectDoor connect;
    LinkDoor links;
    Api api;
};

}  // namespace coexist
