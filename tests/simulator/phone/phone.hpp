#pragma once
#include "simulator.hpp"

#include <stdexcept>
#include <string>

/// The people: guests with their phones, and the owner with his Business app.
namespace sim::phone {

/// What a script asks is not possible; `what()` is one sentence. `status` is the HTTP status of the control answer.
struct Impossible : std::runtime_error {
    Impossible(int status_, const std::string& sentence) : std::runtime_error(sentence), status(status_) {}
    int status;
};

// Each takes the control document of the same name and returns its answer. Throws Impossible.
json::object guest_writes(Simulator& sim, const json::object& script);
json::object guest_edits(Simulator& sim, const json::object& script);
json::object guest_revokes(Simulator& sim, const json::object& script);
json::object guest_reacts(Simulator& sim, const json::object& script);
json::object guest_reads(Simulator& sim, const json::object& script);
json::object owner_writes(Simulator& sim, const json::object& script);
json::object owner_edits(Simulator& sim, const json::object& script);
json::object owner_revokes(Simulator& sim, const json::object& script);
json::object owner_reacts(Simulator& sim, const json::object& script);
json::object owner_disconnects(Simulator& sim, const json::object& script);
json::object owner_offboards(Simulator& sim, const json::object& script);
json::object owner_reconnects(Simulator& sim, const json::object& script);
json::object owner_uninstalls(Simulator& sim, const json::object& script);
json::object owner_keeps_contact(Simulator& sim, const json::object& script);
json::object owner_opens(Simulator& sim, const json::object& script);

/// Sent, delivered and read webhooks of an accepted message, as the number's or the simulator's script says.
void schedule_statuses(Simulator& sim, const std::string& wamid);
/// A failed status with this code instead.
void schedule_failure(Simulator& sim, const std::string& wamid, int code);
/// One status webhook now. `code` 0: no error.
void emit_status(Simulator& sim, const std::string& wamid, const std::string& status, int code, bool with_pricing);

// Shared by guest and owner scripts.
/// The number, which must be on a phone; the act counts as activity of that phone unless a companion device did it.
Number& phone_of_owner(Simulator& sim, const json::object& script);
Number& number_of(Simulator& sim, const json::object& script);
/// `{type, content}` from `text`, or from `type` and `content`. Throws Impossible.
std::pair<std::string, json::value> content_of(const json::object& script);
/// `{original_message_id, message{context, type, <type>}}`.
json::object edit_content(const std::string& wamid, const std::string& type, const json::value& content);
/// The message the script is about, of this origin. Throws Impossible.
Message& message_of(Simulator& sim, const json::object& script, const Number& number);

}  // namespace sim::phone
