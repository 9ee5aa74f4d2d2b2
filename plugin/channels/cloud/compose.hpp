#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "channel/outgoing.hpp"
#include "model/problem.hpp"

namespace coexist::cloud {

/// What an action's input becomes in a request for POST /{phone_number_id}/messages (Meta, "Send messages"). The schema
/// has checked every field by itself; what it cannot see is checked here, and named by its field: input_invalid.
/// unsupported: the action sends no message.
Result<Outgoing> compose(const Draft& draft);

/// The body of the request. A wa_id goes to "to" with a plus sign, a BSUID to "recipient".
std::string request_body(const Envelope& envelope, const Outgoing& outgoing);

// One each family of kinds; compose() chooses.
Result<Outgoing> compose_file(std::string_view kind, const Draft& draft);
Result<Outgoing> compose_cards(const Draft& draft);
Result<Outgoing> compose_interactive(const Draft& draft);
Result<Outgoing> compose_template(const Draft& draft);

/// The text of a member; empty if it is absent.
std::string text_in(const boost::json::object& from, const char* name);
/// A refusal that names one field.
Problem field_refused(std::string path, std::string detail);
/// {"id": the file's reference} or {"link": ...}, by what `from` names.
boost::json::object file_object(const boost::json::object& from, const std::string& callback);

}  // namespace coexist::cloud
