#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>

#include "channel/outgoing.hpp"
#include "model/identity.hpp"
#include "model/problem.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

/// Finds the template that the input names, and writes its form down in the input. Where the account's list was never
/// read, the platform decides. Problems: template_unknown, template_not_sendable (with the platform's status and
/// reason), recipient_needs_phone (Meta, 131062).
Outcome resolve_template(Session& session, const AccountRow& account, const Identity& recipient,
                         boost::json::object& input);
/// What resolve_template wrote down.
std::optional<TemplateForm> form_kept_in(const boost::json::object& input);

/// Templates that can go out now, with what they say: [{name, language, category, text}], at most 20.
boost::json::array templates_that_go_out(Session& session, const AccountRow& account);

}  // namespace coexist
