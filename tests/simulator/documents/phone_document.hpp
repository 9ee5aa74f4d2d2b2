#pragma once
#include "json_read.hpp"

namespace sim {

class Simulator;
struct Number;

/// What the owner's phone holds and does: `{business_app?, eligible?, share_history?, contacts?, history?, sync?}`.
/// `contacts` is a list of `{full_name, first_name, phone_number ...}` or a count; `history` a list of
/// `{guest, from_business?, ago_s, text | type + content, status?, media?}` or `{threads, messages_per_thread, days}`.
/// Only what is named is changed. Throws WorldDocumentError.
void read_owner_phone(Simulator& simulator, const json::object& document, Number& number);

}  // namespace sim
