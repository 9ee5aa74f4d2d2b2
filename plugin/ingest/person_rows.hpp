#pragma once
#include <cstdint>

#include "store/contacts.hpp"
#include "store/session.hpp"

namespace coexist {

/// The row of an identity that was not known: a person of its own, mixed at once where people decided on it or another
/// way to write the number is known. Its circle is its own key.
IdentityRow new_identity(Session& session, const TenantId& tenant, const Identity& identity);

/// Adds a link, or earlier evidence of one. False: it was known.
bool add_link(IdentityRow& row, const LinkRow& link);

/// Whether there is anything to show of this contact. Of a number that somebody left, the time after stands for nobody
/// until something is told of it.
bool worth_showing(Session& session, const TenantId& tenant, std::int64_t contact);

}  // namespace coexist
