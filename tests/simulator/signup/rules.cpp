#include "signup/signup.hpp"
#include "simulator.hpp"

namespace sim::signup {

std::optional<Obstacle> obstacle(const Simulator& sim, const App& app, const Number& number, const Decision& decision,
                                 bool coexistence) {
    const auto portfolio = sim.world.portfolio_of(number);
    const auto chosen = decision.business_id.empty() ? portfolio : decision.business_id;
    // The portfolio that owns the app is greyed out (July 2026): there is no error, the customer can only leave.
    if (chosen == app.business_id) return Obstacle{"own_portfolio", "BUSINESS_ACCOUNT_SELECTION", {}, {}};
    if (chosen != portfolio) {
        return Obstacle{"other_portfolio", {}, "3441041", "This phone number belongs to another business portfolio."};
    }
    const bool attached = number.state != NumberState::disconnected && !number.attached_app.empty();
    if (attached && number.attached_app != app.id) {
        return Obstacle{
            "attached_elsewhere", {}, "2655093", "This phone number is still connected to another partner."};
    }
    // Partners report the sentence; no code of it is known.
    if (coexistence && number.phone.business_app && !number.phone.eligible) {
        return Obstacle{
            "not_eligible", {}, {}, "This phone number is not eligible: it needs more WhatsApp Business App activity."};
    }
    return std::nullopt;
}

}  // namespace sim::signup
