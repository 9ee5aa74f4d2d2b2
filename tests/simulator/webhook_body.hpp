#pragma once
#include "world.hpp"

#include <string>
#include <vector>

namespace sim {

/// One change as a webhook tells it.
struct Update {
    std::string entry_id;         ///< WABA id, or a portfolio id for partner-level events
    std::int64_t entry_time = 0;  ///< 0: message-type fields have no `time`
    std::string field;
    json::object value;
    std::string object = "whatsapp_business_account";  ///< or "application": Business Integration webhooks
};

/// `{"messaging_product", "metadata"}` of a number, the start of every message-type value.
json::object message_value(const Number& number);
/// `contacts[]` of an inbound message.
json::array inbound_contacts(const Number& number, const Guest& guest);
/// `contacts[]` of an echo (no profile name) ; empty when the number is of the time before business-scoped ids.
json::array echo_contacts(const Number& number, const Guest& guest);
/// An inbound message's common part.
json::object inbound_message(const Number& number, const Guest& guest, const Message& message);
/// An echo's common part.
json::object message_echo(const Number& number, const Guest& guest, const Message& message);
/// The whole body of one POST; all updates are of one object. With `merge_values`, message-type updates of one number
/// share one value.
json::object webhook_body(const std::vector<Update>& updates, bool merge_values);

}  // namespace sim
