#pragma once
#include "simulator.hpp"

/// What the owner's phone sends after an accepted sync request, as its script says.
namespace sim::phone {

/// `smb_app_state_sync` webhooks with the address book.
void send_address_book(Simulator& sim, const Number& number);
/// `history` webhooks of the last 180 days in phases and chunks, and the media of the last 14 days; or the one that
/// tells 2593109 when the owner does not share.
void send_history(Simulator& sim, const Number& number);
/// One `smb_app_state_sync` webhook about one contact; `action` add or remove.
void send_contact(Simulator& sim, const Number& number, const json::object& contact, const std::string& action);

/// The values of the `history` webhooks in the order in which they are made, before the script changes it.
std::vector<json::object> history_chunks(const World& world, const Number& number);
/// The values of the `history` webhooks that bring the media.
std::vector<json::object> history_media(Simulator& sim, const Number& number);

/// Disconnects phones that nobody opened for the days that the platform waits. Called when the clock was moved.
void notice_silence(Simulator& sim);

}  // namespace sim::phone
