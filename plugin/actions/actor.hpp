#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.hpp"
#include "model/problem.hpp"

namespace coexist {

/// Who asks: a person of the host. The host vouches for it.
struct Actor {
    std::string id;
    std::string name;
    bool staff = false;  ///< holds the role "staff" or "admin"
    bool admin = false;
    std::vector<TenantId> tenants;
    std::string locale;  ///< "en", "tr-TR", ...; empty = English
    /// Runs the host: sees what is of no tenant and of all of them. The host says so; no role stands for it.
    bool operates = false;
    bool automation = false;  ///< no person asks: a bot, a campaign, a rule of the host
    std::string origin;       ///< where the host says that it came from; empty: it says nothing

    [[nodiscard]] bool serves(const TenantId& tenant) const;
    /// "admin", "staff", "operator": what counts of the roles, separated by commas.
    [[nodiscard]] std::string roles() const;
    /// The tenants as a JSON list.
    [[nodiscard]] std::string tenant_list() const;
};

/// Reads the actor's JSON {id, name, roles, tenants, locale, operator, automation, origin}. Absent = nobody is signed
/// in: problem `not_signed_in` (auth). A role that is not "admin" or "staff" gives no right. Without an id, or with
/// members of another type: `actor_invalid`.
Result<Actor> read_actor(std::string_view json);

}  // namespace coexist
