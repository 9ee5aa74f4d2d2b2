#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "channels/coex/card.hpp"
#include "channels/meow/card.hpp"
#include "channels/meta/card.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "crm/plugin.h"

using namespace coexist;

namespace {

struct Provided {
    const ChannelCard& card;
    std::optional<OtherAction> (*instead_of)(std::string_view);
};

std::vector<Provided> all_provided() {
    return {{coex_card(), coex_instead_of}, {meta_card(), meta_instead_of}, {meow_card(), meow_instead_of}};
}

const ActionSpec* offered(const ChannelCard& card, std::string_view action) {
    const ActionSpec* end = card.actions + card.action_count;
    const ActionSpec* found = std::find_if(card.actions, end, [=](const ActionSpec& one) { return one.id == action; });
    return found == end ? nullptr : found;
}

std::vector<std::string> ids_of(const ChannelCard& card) {
    std::vector<std::string> ids;
    for (std::size_t place = 0; place < card.action_count; ++place) ids.emplace_back(card.actions[place].id);
    return ids;
}

std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& second,
                                const std::vector<std::string>& third) {
    first.insert(first.end(), second.begin(), second.end());
    first.insert(first.end(), third.begin(), third.end());
    return first;
}

bool has(const ChannelCard& card, std::string_view action, std::uint32_t flags) {
    const ActionSpec* spec = offered(card, action);
    return spec != nullptr && (spec->flags & flags) == flags;
}

}  // namespace

TEST_CASE("a coexistence number is disconnected, never paused; the others are paused, never disconnected") {
    const std::vector<std::string> sends{
        "send_text",        "send_image",    "send_video",      "send_audio",   "send_document", "send_sticker",
        "send_location",    "send_contacts", "react",           "send_buttons", "send_list",     "send_link",
        "request_location", "send_flow",     "send_template",   "send_again",   "mark_read",     "sync_templates",
        "send_campaign",    "stop_campaign", "resume_campaign", "opt_out",      "opt_in"};
    CHECK(ids_of(coex_card()) ==
          joined({"connect", "continue_connect", "check_setup", "create_link", "revoke_link", "adopt"}, sends,
                 {"hold_conversation", "release_conversation", "join_contacts", "separate_contact", "refresh",
                  "confirm_phone_opened", "accept_history", "decline_history", "disconnect"}));
    CHECK(ids_of(meta_card()) ==
          joined({"connect", "continue_connect", "check_setup", "create_link", "revoke_link", "adopt"}, sends,
                 {"hold_conversation", "release_conversation", "join_contacts", "separate_contact", "pause", "resume",
                  "remove"}));
    CHECK(ids_of(meow_card()) == std::vector<std::string>{"adopt", "send_text", "send_again", "hold_conversation",
                                                          "release_conversation", "join_contacts", "separate_contact",
                                                          "pause", "resume", "remove"});
    CHECK((coex_card().capabilities & (CRM_CAN_PAUSE | CRM_CAN_DISCONNECT)) == CRM_CAN_DISCONNECT);
    CHECK((meta_card().capabilities & (CRM_CAN_PAUSE | CRM_CAN_DISCONNECT)) == CRM_CAN_PAUSE);
    CHECK((meow_card().capabilities & (CRM_CAN_PAUSE | CRM_CAN_DISCONNECT)) == CRM_CAN_PAUSE);
}

TEST_CASE("only coexistence sees what the owner writes on the phone") {
    CHECK((coex_card().capabilities & CRM_CAN_ECHOES) != 0);
    CHECK((meta_card().capabilities & CRM_CAN_ECHOES) == 0);
    CHECK((meow_card().capabilities & CRM_CAN_ECHOES) == 0);
}

TEST_CASE("what ends a number is an admin's, is marked as dangerous and asks for confirmation") {
    const std::uint32_t grave = CRM_ACTION_ADMIN | CRM_ACTION_DANGEROUS | CRM_ACTION_CONFIRM;
    CHECK(has(coex_card(), "disconnect", grave | CRM_ACTION_ASYNC));
    CHECK(has(meta_card(), "remove", grave));
    CHECK(has(meow_card(), "remove", grave));
}

TEST_CASE("adding a number is an admin's action of the channel, and what staff do daily is nobody's privilege") {
    for (const Provided& provided : all_provided()) {
        CHECK(has(provided.card, "adopt", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_ASYNC));
        for (const char* daily : {"send_text", "pause", "resume", "refresh", "confirm_phone_opened",
                                  "hold_conversation", "release_conversation", "join_contacts", "separate_contact"}) {
            const ActionSpec* spec = offered(provided.card, daily);
            if (spec != nullptr) CHECK((spec->flags & (CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL)) == 0);
        }
    }
}

TEST_CASE("a provider answers for each action that it lacks and another has, and for no other") {
    std::vector<std::string> known;
    for (const Provided& provided : all_provided()) {
        for (std::string& id : ids_of(provided.card)) known.push_back(std::move(id));
    }
    for (const Provided& provided : all_provided()) {
        for (const std::string& action : known) {
            INFO(name_of(provided.card.provider) << " " << action);
            const auto other = provided.instead_of(action);
            CHECK(other.has_value() == (offered(provided.card, action) == nullptr));
            if (!other) continue;
            CHECK(!other->why.empty());
            CHECK((other->use.empty() || offered(provided.card, other->use) != nullptr));
        }
        CHECK_FALSE(provided.instead_of("make_coffee"));
        CHECK_FALSE(provided.instead_of(""));
    }
}

TEST_CASE("pausing a coexistence number is answered with disconnect and the phone as the reason") {
    const auto other = coex_instead_of("pause");
    REQUIRE(other);
    CHECK(other->use == "disconnect");
    CHECK(other->why.find("would not stop the phone") != std::string_view::npos);
    CHECK(meta_instead_of("disconnect")->use == "pause");
    CHECK(meow_instead_of("disconnect")->use == "pause");
    CHECK(meta_instead_of("confirm_phone_opened")->use.empty());
}

TEST_CASE("every card names files that the plugin carries") {
    for (const Provided& provided : all_provided()) {
        CHECK(embedded::file(provided.card.icon_file).find("currentColor") != std::string_view::npos);
        for (std::size_t place = 0; place < provided.card.action_count; ++place) {
            INFO(provided.card.actions[place].schema_file);
            CHECK(JsonSchema::compile(embedded::file(provided.card.actions[place].schema_file)).ok());
        }
    }
}

TEST_CASE("what the API cannot do on a coexistence number is absent, and refused by name with the reason") {
    for (const char* action :
         {"send_group", "edit_profile", "start_call", "send_broadcast", "set_disappearing", "send_view_once",
          "send_live_location", "send_to_channel", "post_status", "edit_message", "delete_message"}) {
        INFO(action);
        CHECK(offered(coex_card(), action) == nullptr);
        const auto other = coex_instead_of(action);
        REQUIRE(other);
        CHECK(other->why.size() > 40);
        CHECK((other->use.empty() || offered(coex_card(), other->use) != nullptr));
    }
}
