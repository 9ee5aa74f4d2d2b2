#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/contact.hpp"
#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// One name of one person at one tenant. `contact` is the smallest identity hash of all identities that were ever seen
/// together, directly or through others: the same whatever the order in which that was learned.
struct IdentityRow {
    std::int64_t hash = 0;
    Identity identity;
    std::int64_t contact = 0;
    ContactNames names;
};

/// A person at a tenant: a component of identities.
struct ContactRow {
    TenantId tenant;
    std::int64_t contact = 0;
    std::int64_t revision = 0;
    std::vector<IdentityRow> identities;
};

std::optional<IdentityRow> find_identity(Session& session, const TenantId& tenant, std::int64_t hash);
void save_identity(Session& session, const TenantId& tenant, const IdentityRow& row);
/// Gives every identity of `from` to `to`.
/// How many identities the contact has.
std::int64_t identities_of(Session& session, const TenantId& tenant, std::int64_t contact);
void move_identities(Session& session, const TenantId& tenant, std::int64_t from, std::int64_t to);

std::optional<ContactRow> find_contact(Session& session, const TenantId& tenant, std::int64_t contact);
/// Contacts of a tenant after `after`, by key.
std::vector<std::int64_t> contacts_of_tenant(Session& session, const TenantId& tenant,
                                             std::optional<std::int64_t> after, int limit);
void save_contact_revision(Session& session, const TenantId& tenant, std::int64_t contact, std::int64_t revision);
std::int64_t contact_revision(Session& session, const TenantId& tenant, std::int64_t contact);
void delete_contact(Session& session, const TenantId& tenant, std::int64_t contact);

}  // namespace coexist
