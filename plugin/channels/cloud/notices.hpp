#pragma once
#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"

namespace coexist::cloud {

/// Reads what the platform announces of the number, its account or its templates (Meta, "Webhooks: reference":
/// phone_number_quality_update, phone_number_name_update, account_alerts, account_review_update,
/// business_capability_update, message_template_*, template_category_update, security, business_username_update,
/// payment_configuration_update, partner_solutions, flows; the events of account_update that are kept for the record)
/// into NoticeFacts. Chosen by what the value holds where the documented field is known to be wrong. False if it is
/// none of these.
bool read_notice(const json::element& value, Part& part);

/// `errors` on the level of the number (Meta, "Webhooks: errors"): one NoticeFact for each code. False if there are
/// none.
bool read_number_errors(const json::object& value, Part& part);

/// `user_preferences`: whether a person wants marketing messages. False if there are none.
bool read_preferences(const json::object& value, Part& part);

/// `messaging_handovers`: who answers in a conversation from now on. False if it is none.
bool read_handover(const json::object& value, Part& part);

}  // namespace coexist::cloud
