#include "onboarding/adoption_check.hpp"

#include <algorithm>

#include "onboarding/adoption_refusals.hpp"
#include "onboarding/refusals.hpp"

namespace coexist {
namespace {

constexpr const char* scopes_needed[] = {"whatsapp_business_management", "whatsapp_business_messaging"};
// Meta answers so when the token of one app is shown to another: "The App_id in the input_token did not match the
// Viewing App".
constexpr std::int64_t wrong_parameter = 100;

bool accepted(const CallOutcome& outcome) {
    return outcome.kind == CallOutcome::Kind::accepted;
}

template <class Value, class List>
bool contains(const List& list, const Value& wanted) {
    return std::find(std::begin(list), std::end(list), wanted) != std::end(list);
}

/// What is wrong with a token that Meta described; nothing if it opens this WABA, or may open it: Meta does not name
/// the accounts of every token, and then reading the account's numbers is what confirms it.
std::optional<Problem> wrong_with(const Grant& grant, const App& app, const WabaId& waba) {
    if (!grant.app_id.empty() && grant.app_id != app.app_id) return adoption_refusal::token_of_other_app();
    if (!grant.valid) return adoption_refusal::token_invalid();
    if (grant.app_id.empty()) return adoption_refusal::token_of_other_app();
    for (const char* scope : scopes_needed) {
        if (!contains(grant.scopes, std::string(scope))) return adoption_refusal::scope_missing(scope);
    }
    if (!grant.wabas.empty() && !contains(grant.wabas, waba)) return adoption_refusal::waba_not_confirmed();
    return std::nullopt;
}

/// Nothing further to ask: the finding of an own app's token before the number itself is read, if it says no.
std::optional<AdoptionFinding> token_finding(const AdoptionNeeds& needs, const App& app, const Line& line) {
    const GrantOutcome inspected = needs.desk.inspect(line.road, line.token);
    const bool foreign = inspected.kind == CallOutcome::Kind::refused && inspected.error.code == wrong_parameter;
    if (foreign) return AdoptionFinding{inspected, adoption_refusal::token_of_other_app(), {}};
    if (!accepted(inspected)) return AdoptionFinding{inspected, std::nullopt, {}};
    if (auto problem = wrong_with(inspected.grant, app, line.waba_id)) {
        return AdoptionFinding{inspected, std::move(problem), {}};
    }
    const NumbersOutcome listed = needs.desk.numbers(line.road, line.token, line.waba_id);
    const bool hidden = listed.kind == CallOutcome::Kind::refused && listed.error.code == wrong_parameter;
    if (hidden) return AdoptionFinding{listed, adoption_refusal::waba_not_confirmed(), {}};
    if (!accepted(listed)) return AdoptionFinding{listed, std::nullopt, {}};
    const bool found = std::any_of(listed.numbers.begin(), listed.numbers.end(),
                                   [&](const OfferedNumber& one) { return one.id == line.phone_number_id; });
    if (!found) return AdoptionFinding{listed, adoption_refusal::number_not_in_waba(), {}};
    return std::nullopt;
}

}  // namespace

bool phone_needed(const Settings& settings, const std::string& road) {
    const Gateway* gateway = find_gateway(settings, road);
    return gateway != nullptr && !gateway->offers.describes_number;
}

AdoptionFinding check_adoption(const AdoptionNeeds& needs, const Line& line, const std::string& phone) {
    const App* app = find_app(needs.settings, line.road);
    if (app != nullptr) {
        if (auto no = token_finding(needs, *app, line)) return std::move(*no);
    }
    const NumberOutcome read = needs.channel.read_number(line);
    AdoptionFinding finding{read, std::nullopt, read.number};
    if (!accepted(read)) return finding;
    if (finding.number.digits.empty()) finding.number.digits = phone;
    if (finding.number.digits.empty()) {
        finding.refused = adoption_refusal::phone_needed(line.road);
    } else if (!phone.empty() && phone != finding.number.digits) {
        finding.refused = adoption_refusal::phone_differs();
    } else {
        finding.refused = needs.channel.refuses(finding.number);
    }
    if (finding.refused) return finding;
    // A gateway may not tell; Meta does.
    const bool told = finding.number.is_on_biz_app.has_value() && !finding.number.platform_type.empty();
    if (app != nullptr && needs.channel.card().provider == Provider::coex && !told) {
        finding.refused = connect_refusal::number_mode_unknown();
        return finding;
    }
    finding.outcome = needs.channel.subscribe(line);
    return finding;
}

}  // namespace coexist
