#include "actions/handler_set.hpp"

#include "actions/adopt.hpp"
#include "actions/campaign_switches.hpp"
#include "actions/check_setup.hpp"
#include "actions/connect.hpp"
#include "actions/desk.hpp"
#include "actions/disconnect.hpp"
#include "actions/history_choice.hpp"
#include "actions/hold.hpp"
#include "actions/keep_file.hpp"
#include "actions/links.hpp"
#include "actions/mark_read.hpp"
#include "actions/people.hpp"
#include "actions/refresh.hpp"
#include "actions/send_again.hpp"
#include "actions/send_campaign.hpp"
#include "actions/send_message.hpp"
#include "actions/switches.hpp"
#include "actions/sync_templates.hpp"

namespace coexist {
namespace {

void add_switches(ActionHandlers& set, const HandlerNeeds& needs) {
    set["pause"] = std::make_unique<Pause>();
    set["resume"] = std::make_unique<Resume>(needs.ledger);
    set["remove"] = std::make_unique<Remove>(needs.ledger, needs.readers, needs.channels, needs.cipher);
}

void add_connecting(ActionHandlers& set, const HandlerNeeds& needs, const ConnectDesk& desk, Provider provider) {
    set["connect"] = std::make_unique<Connect>(desk, provider);
    set["continue_connect"] = std::make_unique<ContinueConnect>(desk);
    set["check_setup"] = std::make_unique<CheckSetup>(desk, provider);
    set["create_link"] = std::make_unique<CreateLink>(needs.settings, provider);
    set["revoke_link"] = std::make_unique<RevokeLink>(desk);
    set[link_opened_action] = std::make_unique<LinkOpened>();
}

void add_people(ActionHandlers& set, const HandlerNeeds& needs) {
    set["join_contacts"] = std::make_unique<JoinContacts>();
    set["separate_contact"] = std::make_unique<SeparateContact>();
    set["hold_conversation"] = std::make_unique<HoldConversation>(needs.settings);
    set["release_conversation"] = std::make_unique<ReleaseConversation>();
}

void add_desk(ActionHandlers& set) {
    set[add_note_action] = std::make_unique<AddNote>();
    set[remove_note_action] = std::make_unique<RemoveNote>();
    set[save_reply_action] = std::make_unique<SaveReply>();
    set[remove_reply_action] = std::make_unique<RemoveReply>();
}

void add_sends(ActionHandlers& set, const HandlerNeeds& needs) {
    for (const char* action : {"send_text", "send_image", "send_video", "send_audio", "send_document", "send_sticker",
                               "send_location", "send_contacts", "react", "send_buttons", "send_list", "send_link",
                               "request_location", "send_flow", "send_template"}) {
        set[action] = std::make_unique<SendMessage>(action, needs.channels, needs.ledger);
    }
    set["send_again"] = std::make_unique<SendAgain>(needs.channels, needs.ledger);
    set["mark_read"] = std::make_unique<MarkRead>(needs.readers, needs.channels, needs.cipher);
    set["sync_templates"] = std::make_unique<SyncTemplates>(needs.readers, needs.channels, needs.cipher);
    set[keep_file_action] = std::make_unique<KeepFile>(needs.settings);
}

void add_campaigns(ActionHandlers& set, const HandlerNeeds& needs) {
    const CampaignWishes wishes(needs.settings, needs.cipher);
    set["send_campaign"] = std::make_unique<SendCampaign>(needs.channels, needs.ledger, needs.settings, wishes);
    set["stop_campaign"] = std::make_unique<StopCampaign>(needs.ledger);
    set["resume_campaign"] = std::make_unique<ResumeCampaign>();
    set["opt_out"] = std::make_unique<NoteWish>(wishes, false);
    set["opt_in"] = std::make_unique<NoteWish>(wishes, true);
}

}  // namespace

HandlersByProvider make_handlers(const HandlerNeeds& needs) {
    HandlersByProvider handlers;
    ActionHandlers& coex = handlers[Provider::coex];
    const ConnectDesk desk{needs.settings, needs.cipher, needs.saga, needs.owner_alive};
    add_connecting(coex, needs, desk, Provider::coex);
    coex["adopt"] = std::make_unique<AdoptCloud>(Provider::coex, needs.channels, needs.cipher, needs.deliveries,
                                                 needs.road_known, needs.settings, needs.saga);
    coex["disconnect"] = std::make_unique<Disconnect>(needs.readers, needs.channels, needs.cipher);
    add_sends(coex, needs);
    add_campaigns(coex, needs);
    coex["refresh"] = std::make_unique<Refresh>(needs.readers, needs.channels, needs.cipher);
    coex["accept_history"] = std::make_unique<AcceptHistory>(needs.deliveries, needs.cipher, needs.saga);
    coex["decline_history"] = std::make_unique<DeclineHistory>(needs.deliveries, needs.saga);
    coex["confirm_phone_opened"] = std::make_unique<ConfirmPhoneOpened>();

    ActionHandlers& meta = handlers[Provider::meta];
    add_connecting(meta, needs, desk, Provider::meta);
    meta["adopt"] = std::make_unique<AdoptCloud>(Provider::meta, needs.channels, needs.cipher, needs.deliveries,
                                                 needs.road_known, needs.settings, needs.saga);
    add_sends(meta, needs);
    add_campaigns(meta, needs);
    add_switches(meta, needs);

    ActionHandlers& meow = handlers[Provider::meow];
    meow["adopt"] = std::make_unique<AdoptLinked>();
    meow["send_again"] = std::make_unique<SendAgain>(needs.channels, needs.ledger);
    meow["send_text"] = std::make_unique<SendMessage>("send_text", needs.channels, needs.ledger);
    add_switches(meow, needs);
    for (auto& [provider, set] : handlers) {
        add_people(set, needs);
        add_desk(set);
    }
    return handlers;
}

}  // namespace coexist
