#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/contact.hpp"
#include "model/ids.hpp"
#include "model/names_told.hpp"
#include "model/person_graph.hpp"
#include "store/session.hpp"

namespace coexist {

/// Source of a link that several facts about one message make together; greater than any other.
constexpr const char* no_single_source = "~";

/// A link from one identity to another, kept in the row of the smaller, or of the one that changed.
struct LinkRow {
    Identity other;
    LinkKind kind = LinkKind::shown;
    Evidence evidence;
    auto operator<=>(const LinkRow&) const = default;
};

/// One tenure of one identity at one tenant. Nearly all have one: their key is the identity's own hash. That row holds
/// what was told of the identity at any time; rows of later tenures say only whom they belong to.
///
/// `circle`: the smallest key of all identities that any evidence connects, whatever people or tenures say against it.
/// Where nothing does, it is the contact too; `mixed` says that something does.
struct IdentityRow {
    std::int64_t hash = 0;
    Identity identity;
    std::int64_t contact = 0;
    NamesTold names;
    std::int64_t after = 0;
    std::int64_t circle = 0;
    bool mixed = false;
    Ends ends = {};
    std::vector<LinkRow> links = {};
};

/// One name of a person, for the time that it is his.
struct PersonIdentity {
    std::int64_t hash = 0;
    Identity identity;
    std::int64_t after = 0;         ///< Unix seconds; 0: ever since
    std::int64_t until = for_ever;  ///< Unix seconds
    ContactNames names;
    std::vector<LinkRow> links;  ///< why it belongs to others
    std::int64_t shown_at = 0;   ///< when a webhook last named him by it, as far as names tell; Unix seconds
};

/// A person at a tenant.
struct ContactRow {
    TenantId tenant;
    std::int64_t contact = 0;
    std::int64_t revision = 0;
    std::vector<PersonIdentity> identities;
};

std::optional<IdentityRow> find_identity(Session& session, const TenantId& tenant, std::int64_t hash);
/// The tenure of this identity at that time (Unix seconds); nothing if it was never seen.
std::optional<IdentityRow> holder_at(Session& session, const TenantId& tenant, const Identity& identity,
                                     std::int64_t at = for_ever);
void save_identity(Session& session, const TenantId& tenant, const IdentityRow& row);
/// How many identities the contact has.
std::int64_t identities_of(Session& session, const TenantId& tenant, std::int64_t contact);
/// Gives every identity of contact and circle `from` to `to`.
void move_identities(Session& session, const TenantId& tenant, std::int64_t from, std::int64_t to);
std::vector<IdentityRow> identities_of_circle(Session& session, const TenantId& tenant, std::int64_t circle);

std::optional<ContactRow> find_contact(Session& session, const TenantId& tenant, std::int64_t contact);
/// The number to write to: of those that are the person's now the one that was shown last; null if there is none.
const PersonIdentity* number_of(const ContactRow& contact);
/// The same of his business-scoped user IDs.
const PersonIdentity* user_id_of(const ContactRow& contact);
/// The keys of a contact's identities.
std::vector<std::int64_t> identity_keys_of(Session& session, const TenantId& tenant, std::int64_t contact);
/// Contacts of a tenant after `after`, by key.
std::vector<std::int64_t> contacts_of_tenant(Session& session, const TenantId& tenant,
                                             std::optional<std::int64_t> after, int limit);
void save_contact_revision(Session& session, const TenantId& tenant, std::int64_t contact, std::int64_t revision);
std::int64_t contact_revision(Session& session, const TenantId& tenant, std::int64_t contact);
void delete_contact(Session& session, const TenantId& tenant, std::int64_t contact);

}  // namespace coexist
