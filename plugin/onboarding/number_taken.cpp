#include "onboarding/number_taken.hpp"

#include "store/account_view.hpp"

namespace coexist {

std::optional<Problem> number_taken(Session& session, const TenantId& tenant, Provider provider,
                                    const std::string& digits) {
    for (const AccountRow& other : accounts_with_digits(session, digits)) {
        if (!living(other)) continue;
        const AccountState state = view_of(other, account_life(session, other.id)).state;
        const bool same_place = other.tenant == tenant && other.provider == provider;
        if (same_place || state == AccountState::disconnected) continue;
        const std::string where = other.tenant == tenant
                                      ? "as a " + std::string(name_of(other.provider)) + " number of this tenant"
                                      : std::string("by another tenant of this CRM");
        return Problem{Refusal::conflict,
                       "number_taken",
                       "This number is connected already, " + where + ".",
                       "One number lives in one place, or every message would come twice. End that connection first.",
                       {}};
    }
    return std::nullopt;
}

}  // namespace coexist
