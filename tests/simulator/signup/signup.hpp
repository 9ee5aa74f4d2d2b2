#pragma once
#include "http.hpp"
#include "signup/signups.hpp"

#include <optional>
#include <string>

/// Embedded Signup: the dialog, its page, the stand-in of the SDK's script, and what a finished sign-up does.
namespace sim {

class Simulator;
struct App;
struct Number;

namespace signup {

/// Answers the browser's side (`/vNN.0/dialog/oauth`, `/dialog/...`, `/en_US/sdk.js`); false: none of these.
bool handle(Simulator& sim, const HttpRequest& request, const Respond& respond);

/// Why the dialog lets a customer not go on.
struct Obstacle {
    std::string name;          ///< own_portfolio, attached_elsewhere, other_portfolio, not_eligible
    std::string current_step;  ///< where the customer can only leave; empty: the dialog shows an error
    std::string error_code;
    std::string error_message;
};

/// The portfolio rules, for this number and the portfolio that was chosen.
std::optional<Obstacle> obstacle(const Simulator& sim, const App& app, const Number& number, const Decision& decision,
                                 bool coexistence);

/// Plays the decision and keeps its outcome in the dialog: `{act, result, code?, events[], location?, ...}`. Throws
/// phone::Impossible when the decision does not fit the world.
void decide(Simulator& sim, Dialog& dialog, const Decision& decision);
/// A decision as the control API and the page's form give it. Throws phone::Impossible.
Decision read_decision(const json::object& document);

/// Attaches the number to the app, as a finished sign-up does: onboarding time, grants, PARTNER_ADDED, integration
/// webhook. A plain sign-up (not coexistence) leaves an unregistered dedicated number and takes it off a Business app.
void attach(Simulator& sim, const App& app, const std::string& config_id, Number& number, bool coexistence,
            const Decision& decision);
/// The app may use the WABA from now on. Answers whether this is the portfolio's first grant to the app.
bool grant(Simulator& sim, const App& app, const std::string& business_id, const std::string& waba_id);

/// `{type, event, data, version}` as text: what the SDK's page gets as message event.
std::string session_event(const std::string& event, json::object data, const Decision& decision);

std::string dialog_page(const Simulator& sim, const Dialog& dialog);
std::string error_page(const std::string& title, const std::string& sentence);
std::string sdk_script();

}  // namespace signup
}  // namespace sim
