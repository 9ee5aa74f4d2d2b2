#include "actions/handler_set.hpp"

#include "actions/adopt.hpp"
#include "actions/connect.hpp"
#include "actions/disconnect.hpp"
#include "actions/history_choice.hpp"
#include "actions/hold.hpp"
#include "actions/people.hpp"
#include "actions/refresh.hpp"
#include "actions/send_text.hpp"
#include "actions/switches.hpp"

namespace coexist {
namespace {

void add_switches(ActionHandlers& set, const HandlerNeeds& needs) {
    set["pause"] = std::make_unique<Pause>();
    set["resume"] = std::make_unique<Resume>(needs.ledger);
    set["remove"] = std::make_unique<Remove>(needs.ledger);
}

void add_people(ActionHandlers& set, const HandlerNeeds& needs) {
    set["join_contacts"] = std::make_unique<JoinContacts>();
    set["separate_contact"] = std::make_unique<SeparateContact>();
    set["hold_conversation"] = std::make_unique<HoldConversation>(needs.settings);
    set["release_conversation"] = std::make_unique<ReleaseConversation>();
}

}  // namespace

HandlersByProvider make_handlers(const HandlerNeeds& needs) {
    HandlersByProvider handlers;
    ActionHandlers& coex = handlers[Provider::coex];
    const ConnectDesk desk{needs.settings, needs.cipher, needs.saga, needs.owner_alive};
    coex["connect"] = std::make_unique<Connect>(desk);
    coex["continue_connect"] = std::make_unique<ContinueConnect>(desk);
    coex["adopt"] = std::make_unique<AdoptCloud>(Provider::coex, needs.channels, needs.cipher, needs.deliveries,
                                                 needs.road_known, needs.settings, needs.saga);
    coex["disconnect"] = std::make_unique<Disconnect>(needs.readers, needs.channels, needs.cipher);
    coex["send_text"] = std::make_unique<SendText>(needs.channels, needs.ledger);
    coex["refresh"] = std::make_unique<Refresh>(needs.readers, needs.channels, needs.cipher);
    coex["accept_history"] = std::make_unique<AcceptHistory>(needs.deliveries, needs.cipher, needs.saga);
    coex["decline_history"] = std::make_unique<DeclineHistory>(needs.deliveries, needs.saga);
    coex["confirm_phone_opened"] = std::make_unique<ConfirmPhoneOpened>();

    ActionHandlers& meta = handlers[Provider::meta];
    meta["adopt"] = std::make_unique<AdoptCloud>(Provider::meta, needs.channels, needs.cipher, needs.deliveries,
                                                 needs.road_known, needs.settings, needs.saga);
    meta["send_text"] = std::make_unique<SendText>(needs.channels, needs.ledger);
    add_switches(meta, needs);

    ActionHandlers& meow = handlers[Provider::meow];
    meow["adopt"] = std::make_unique<AdoptLinked>();
    meow["send_text"] = std::make_unique<SendText>(needs.channels, needs.ledger);
    add_switches(meow, needs);
    for (auto& [provider, set] : handlers) add_people(set, needs);
    return handlers;
}

}  // namespace coexist
