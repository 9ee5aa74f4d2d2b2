#include "actions/adopt.hpp"

#include <boost/json.hpp>

#include "actions/connect_progress.hpp"
#include "actions/follow_connection.hpp"
#include "actions/number_errand.hpp"
#include "onboarding/adoption_check.hpp"
#include "onboarding/adoption_refusals.hpp"
#include "onboarding/import_gate.hpp"
#include "onboarding/number_taken.hpp"
#include "outbox/account_evidence.hpp"
#include "outbox/number_checks.hpp"
#include "outbox/sends_ledger.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* kind = "adopt";
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

std::string text(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

/// What was looked at, in the form of a connection's steps.
json::array steps_of(const AccountRow& account, const Settings& settings) {
    const Gateway* gateway = find_gateway(settings, account.road);
    const bool coex = account.provider == Provider::coex;
    const bool told = gateway == nullptr || gateway->offers.describes_number;
    json::array steps;
    steps.push_back(json::object{
        {"step", "numbers"},
        {"state", "done"},
        {"detail", !told                ? "The gateway takes the key. It tells nothing of the number itself."
                   : !coex              ? "The number is not on a phone."
                   : gateway != nullptr ? "The gateway reports nothing that speaks against it: its key is the witness."
                                        : "The number is on a phone and on the Cloud API."}});
    steps.push_back(json::object{
        {"step", "subscribe"},
        {"state", "done"},
        {"detail", gateway != nullptr
                       ? "The gateway delivers by its own setup; look there whether its webhook leads here."
                       : "WhatsApp delivers this account's events here; it was read back."}});
    if (coex && gateway != nullptr) {
        steps.push_back(
            json::object{{"step", "contacts"},
                         {"state", "skipped"},
                         {"detail", "Contacts and history are asked for by the gateway, if it offers that."}});
    }
    return steps;
}

}  // namespace

Outcome AdoptCloud::prepare(Session& /*session*/, const AccountRow* /*account*/, Command& command) const {
    const std::string road = text(command.input, "road");
    if (!road_known_(road)) {
        return Problem{Refusal::invalid,
                       "road_unknown",
                       "The configuration has no app or gateway named \"" + road + "\".",
                       "Use the name of one under \"apps\" or \"gateways\", or add it there and reload.",
                       {}};
    }
    if (phone_needed(settings_, road) && text(command.input, "phone").empty()) {
        return adoption_refusal::phone_needed(road);
    }
    const Secret token(text(command.input, "access_token"));
    auto sealed = cipher_.seal(token, command.operation.value);
    if (!sealed) return sealed.take_problem();
    command.input.erase("access_token");
    command.input["token_sealed"] = *sealed;
    return std::monostate{};
}

void AdoptCloud::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    operation.state = "pending";
    json::object input = command.input;
    input["actor"] = command.actor;
    insert_errand(context.session, {command.operation, kind, 0, json::serialize(input), 0, 0});
}

Answer AdoptCloud::run(const ErrandRow& errand) const {
    Answer answer{errand.operation_id, errand.kind, {}};
    const json::value input = json::parse(errand.input);
    ask_platform(input.as_object(), answer);
    return answer;
}

void AdoptCloud::ask_platform(const json::object& input, Answer& answer) const {
    const auto refused = [&](const Problem& problem) {
        answer.said["refused"] =
            json::object{{"code", problem.code}, {"detail", problem.detail}, {"next", problem.next}};
    };
    auto token = cipher_.open(text(input, "token_sealed"), answer.operation.value);
    if (!token) return refused(token.problem());
    const TenantId tenant(text(input, "tenant"));
    const Line line{text(input, "road"), PhoneNumberId(text(input, "phone_number_id")), WabaId(text(input, "waba_id")),
                    std::move(token).value()};
    const AdoptionNeeds needs{settings_, *channels_.at(provider_), saga_.desk()};
    const AdoptionFinding found = check_adoption(needs, line, digits_of(text(input, "phone")));
    answer.said["outcome"] = object_of(found.outcome);
    if (found.refused) return refused(*found.refused);
    if (found.outcome.kind != CallOutcome::Kind::accepted) return;
    auto sealed = cipher_.seal(line.token, account_id_for(tenant, found.number.digits).value);
    if (!sealed) return refused(sealed.problem());
    answer.said["number"] = object_of(found.number);
    answer.said["token_sealed"] = *sealed;
}

std::optional<ErrandRow> AdoptCloud::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                              OperationRow& operation) const {
    if (const json::value* refused = answer.said.if_contains("refused")) {
        const json::object& problem = refused->as_object();
        fail(operation, {Refusal::conflict, text(problem, "code"), text(problem, "detail"), text(problem, "next"), {}});
        return std::nullopt;
    }
    const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
    if (outcome.kind != CallOutcome::Kind::accepted) {
        const bool silent = outcome.kind != CallOutcome::Kind::refused || outcome.error.cure == Cure::retry;
        if (silent && errand.attempts + 1 < errand_attempts) {
            return once_more(errand, context.now_ms + errand_delay_ms(errand.attempts));
        }
        fail(operation, errand_problem(outcome));
        return std::nullopt;
    }
    const json::value input = json::parse(errand.input);
    connect(context, input.as_object(), answer, operation);
    return std::nullopt;
}

void AdoptCloud::connect(WriteContext& context, const json::object& input, const Answer& answer,
                         OperationRow& operation) const {
    const NumberNode number = number_of(answer.said.at("number").as_object());
    const TenantId tenant(text(input, "tenant"));
    if (const auto taken = number_taken(context.session, tenant, provider_, number.digits)) {
        fail(operation, *taken);
        return;
    }
    const AccountId account_id = account_id_for(tenant, number.digits);
    AccountRow account = find_account(context.session, account_id).value_or(AccountRow{});
    account.generation = account.id == 0 ? 1 : account.generation + 1;
    account.generation_start = context.now_ms;
    account.account_id = account_id;
    account.tenant = tenant;
    account.provider = provider_;
    account.digits = number.digits;
    account.waba_id = WabaId(text(input, "waba_id"));
    account.phone_number_id = PhoneNumberId(text(input, "phone_number_id"));
    account.road = text(input, "road");
    account.name = text(input, "name");  // what staff call it; else the platform's verified name
    if (account.name.empty()) account.name = number.verified_name;
    account.token_sealed = text(answer.said, "token_sealed");
    account.token_invalid = false;
    account.payment_problem = false;
    account.asked = name_of(AccountState::connected);
    account.asked_at = context.now_ms;
    account.asked_by = text(input, "actor");
    account.asked_reason.clear();
    save_account(context.session, account);
    const std::int64_t asked_until = this->asked_until(account, number.last_onboarded_at * 1000, context.now_ms);
    if (provider_ == Provider::coex) {
        begin_history_import(context, account, settings_for(settings_, tenant).history, asked_until);
    }
    context.router.load(context.session);
    context.fold.account_changed(account);
    note_throughput(context, account.id, number, context.now_ms);
    ConnectAttemptRow taken_over;
    taken_over.account = account.id;
    end_former(context, saga_, taken_over);
    NumberChecks::begin(context, account);
    operation.account_id = account_id;
    json::object result{
        {"account", account_id.value}, {"address", "+" + number.digits}, {"steps", steps_of(account, settings_)}};
    if (asked_until > 0) {
        const auto followed =
            follow_connection(context, account,
                              {cipher_, saga_, number.last_onboarded_at * 1000, 0,
                               "The number was adopted; it was connected within the last 24 hours, so "
                               "contacts and history can be asked for."},
                              operation);
        if (followed) result["contacts_and_history"] = followed->value;
    }
    succeed(operation, result);
    deliveries_->apply_parked(context, account);
}

std::int64_t AdoptCloud::asked_until(const AccountRow& account, std::int64_t onboarded_at, std::int64_t now) const {
    const bool asked_by_us = provider_ == Provider::coex && find_app(settings_, account.road) != nullptr;
    return asked_by_us && onboarded_at + day_ms > now ? onboarded_at + day_ms : 0;
}

Outcome AdoptLinked::prepare(Session& session, const AccountRow* /*account*/, Command& command) const {
    const std::string digits = digits_of(text(command.input, "phone"));
    if (auto taken = number_taken(session, command.tenant, Provider::meow, digits)) return std::move(*taken);
    return std::monostate{};
}

void AdoptLinked::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const std::string digits = digits_of(text(command.input, "phone"));
    if (const auto taken = number_taken(context.session, command.tenant, Provider::meow, digits)) {
        fail(operation, *taken);
        return;
    }
    const AccountId account_id = account_id_for(command.tenant, digits);
    AccountRow account = find_account(context.session, account_id).value_or(AccountRow{});
    account.generation = account.id == 0 ? 1 : account.generation + 1;
    account.generation_start = context.now_ms;
    account.account_id = account_id;
    account.tenant = command.tenant;
    account.provider = Provider::meow;
    account.digits = digits;
    // What an earlier life of this number had at the Cloud API is over.
    account.waba_id = WabaId();
    account.phone_number_id = PhoneNumberId();
    account.token_sealed.clear();
    account.token_invalid = false;
    account.payment_problem = false;
    account.road = text(command.input, "road");
    account.name = text(command.input, "name");
    account.asked = name_of(AccountState::connected);
    account.asked_at = context.now_ms;
    account.asked_by = command.actor;
    account.asked_reason.clear();
    save_account(context.session, account);
    context.router.load(context.session);
    context.fold.account_changed(account);
    operation.account_id = account_id;
    succeed(operation, {{"account", account_id.value}, {"address", "+" + digits}});
}

}  // namespace coexist
