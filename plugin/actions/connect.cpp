#include "actions/connect.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "actions/check_setup.hpp"
#include "actions/connect_progress.hpp"
#include "actions/links.hpp"
#include "actions/signup_app.hpp"
#include "model/identity.hpp"
#include "onboarding/connect_state.hpp"
#include "onboarding/dialog_url.hpp"
#include "onboarding/refusals.hpp"
#include "outbox/sends_ledger.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t good_for_ms = 60LL * 60 * 1000;  // people need time to find the phone

constexpr const char* things_to_say[] = {"code_sealed", "event", "phone_number_id", "phone", "go_on", "cancel"};

}  // namespace

std::optional<Problem> Connect::blocked(Session& session, const AccountRow* /*account*/, std::int64_t /*now*/) const {
    if (auto missing = signup_app_missing(desk_.settings, provider_)) return missing;
    if (const auto only = signup_app(desk_.settings, provider_, {})) {
        if (auto missing = setup_missing(session, provider_, (*only)->name)) return missing;
    }
    // A code lives 30 seconds, and only the owner exchanges it.
    if (!desk_.owner_alive()) return connect_refusal::owner_absent();
    return std::nullopt;
}

Outcome Connect::prepare(Session& session, const AccountRow* /*account*/, Command& command) const {
    const auto app = signup_app(desk_.settings, provider_, text_in(command.input, "road"));
    if (!app) return app.problem();
    if (auto missing = setup_missing(session, provider_, (*app)->name)) return std::move(*missing);
    const std::string page = text_in(command.input, "return_page");
    const std::vector<std::string>& allowed = (*app)->signup->return_pages;
    const bool own = page == desk_.settings.public_url + "/app/";  // the plugin's staff app
    if (!page.empty() && !own && std::find(allowed.begin(), allowed.end(), page) == allowed.end()) {
        return connect_refusal::return_page_not_allowed();
    }
    const auto id = ConnectState::random_id();
    if (!id) return id.problem();
    command.input["attempt"] = *id;
    command.input["road"] = (*app)->name;
    return std::monostate{};
}

void Connect::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    ConnectAttemptRow attempt;
    attempt.attempt_id = text_in(command.input, "attempt");
    attempt.operation_id = command.operation;
    attempt.tenant = command.tenant;
    attempt.actor = command.actor;
    attempt.road = text_in(command.input, "road");
    attempt.return_page = text_in(command.input, "return_page");
    attempt.name = text_in(command.input, "name");
    attempt.created_at = command.at;
    attempt.expires_at = command.at + good_for_ms;
    const ConnectState states(desk_.cipher, connect_redirect_uri(desk_.settings));
    const std::string ticket = states.ticket(attempt);
    json::object value{{"ticket", ticket},
                       {"authorization_url", desk_.settings.public_url + "/connect/start?ticket=" + ticket}};
    const std::string phone = digits_of(text_in(command.input, "phone"));
    if (!phone.empty()) value["phone"] = phone;
    if (provider_ != Provider::coex) value["provider"] = name_of(provider_);
    if (const json::value* business = command.input.if_contains("business")) value["business"] = *business;
    if (command.input.contains("link")) {
        if (auto over = begin_with_link(context, desk_, command, attempt)) return fail(operation, *over);
        value["link"] = command.input.at("link");
    }
    set_value(attempt, value);
    const ConnectProgress progress = desk_.saga.begin(context, attempt);
    if (progress.next) insert_errand(context.session, *progress.next);
    tell(progress, operation, nullptr);
}

Answer Connect::run(const ErrandRow& errand) const {
    return desk_.saga.ask(errand);
}

std::optional<ErrandRow> Connect::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                           OperationRow& operation) const {
    const ConnectProgress progress = desk_.saga.answered(context, errand, answer);
    const auto attempt = find_connect_attempt(context.session, errand.operation_id);
    if (attempt && operation.account_id.empty()) end_former(context, desk_.saga, *attempt);
    if (attempt) end_used_link(context, *attempt);
    tell(progress, operation, attempt ? &*attempt : nullptr);
    return progress.next;
}

Outcome ContinueConnect::prepare(Session& session, const AccountRow* /*account*/, Command& command) const {
    const auto attempt = find_connect_attempt(session, OperationId(text_in(command.input, "operation")));
    if (!attempt || attempt->tenant != command.tenant) return connect_refusal::attempt_unknown();
    const Stage stage = stage_named(attempt->stage).value_or(Stage::failed);
    if (command.input.contains("code")) {
        if (auto done = prepare_code(*attempt, command); !done) return done.take_problem();
    } else if (over(stage)) {
        return connect_refusal::attempt_over();
    }
    const auto said = std::count_if(std::begin(things_to_say), std::end(things_to_say),
                                    [&](const char* name) { return command.input.contains(name); });
    if (said != 1) return connect_refusal::one_thing_at_a_time();
    const bool skips = stage == Stage::fields || stage == Stage::delivery;
    if (command.input.contains("go_on") && !skips) return connect_refusal::not_waiting_for_that();
    if (command.input.contains("phone") && !takes_code(stage)) return connect_refusal::not_waiting_for_that();
    if (command.input.contains("phone_number_id")) {
        if (stage != Stage::choose) return connect_refusal::not_waiting_for_that();
        const std::string chosen = text_in(command.input, "phone_number_id");
        const auto offered = offered_numbers(value_of(*attempt));
        const bool known = std::any_of(offered.begin(), offered.end(),
                                       [&](const OfferedNumber& number) { return number.id.value == chosen; });
        if (!known) return connect_refusal::number_not_offered();
    }
    command.input["attempt"] = attempt->attempt_id;
    return std::monostate{};
}

// A code of the SDK's popup, brought by the signed-in person who started the attempt.
Outcome ContinueConnect::prepare_code(const ConnectAttemptRow& attempt, Command& command) const {
    const ConnectState states(desk_.cipher, connect_redirect_uri(desk_.settings));
    if (!states.is_ticket(attempt, text_in(command.input, "state"))) return connect_refusal::state_invalid();
    if (attempt.actor != command.actor) return connect_refusal::other_actor();
    if (!takes_code(stage_named(attempt.stage).value_or(Stage::failed))) return connect_refusal::state_used();
    if (command.at >= attempt.expires_at) return connect_refusal::expired();
    if (!desk_.owner_alive()) return connect_refusal::owner_absent();
    const Secret code(text_in(command.input, "code"));
    auto sealed = desk_.cipher.seal(code, attempt.attempt_id);
    if (!sealed) return sealed.take_problem();
    command.input.erase("code");
    command.input.erase("state");
    command.input["code_sealed"] = *sealed;
    command.input["code_origin"] = "sdk";
    return std::monostate{};
}

void ContinueConnect::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const json::object& input = command.input;
    const auto attempt = find_connect_attempt(context.session, text_in(input, "attempt"));
    auto main = attempt ? find_operation(context.session, attempt->operation_id) : std::nullopt;
    if (!attempt || !main) return fail(operation, connect_refusal::attempt_unknown());
    const Stage stage = stage_named(attempt->stage).value_or(Stage::failed);
    if (over(stage)) return fail(operation, connect_refusal::attempt_over());

    ConnectProgress progress;
    if (input.contains("code_sealed")) {
        if (!takes_code(stage)) return fail(operation, connect_refusal::state_used());
        if (context.now_ms >= attempt->expires_at) {
            progress = desk_.saga.end(context, *attempt, connect_refusal::expired(), command.actor);
        } else {
            progress = desk_.saga.code(context, *attempt, text_in(input, "code_sealed"), text_in(input, "code_origin"),
                                       command.at, command.actor);
        }
    } else if (const json::value* refused = input.if_contains("refused")) {
        if (!takes_code(stage)) return fail(operation, connect_refusal::state_used());
        const json::object& said = refused->as_object();
        const Problem problem{
            Refusal::conflict, text_in(said, "code"), text_in(said, "detail"), text_in(said, "next"), {}};
        progress = desk_.saga.end(context, *attempt, problem, command.actor);
    } else if (const json::value* event = input.if_contains("event")) {
        progress = desk_.saga.session_event(
            context, *attempt, verdict_on_session_event(json::serialize(*event), provider_of(*attempt)), command.actor);
    } else if (input.contains("phone_number_id")) {
        if (stage != Stage::choose) return fail(operation, connect_refusal::not_waiting_for_that());
        progress =
            desk_.saga.choose(context, *attempt, PhoneNumberId(text_in(input, "phone_number_id")), command.actor);
    } else if (input.contains("phone")) {
        if (!takes_code(stage)) return fail(operation, connect_refusal::not_waiting_for_that());
        progress = desk_.saga.number_named(context, *attempt, digits_of(text_in(input, "phone")), command.actor);
    } else if (input.contains("go_on")) {
        if (stage != Stage::fields && stage != Stage::delivery) {
            return fail(operation, connect_refusal::not_waiting_for_that());
        }
        progress = desk_.saga.go_on(context, *attempt, command.actor);
    } else {
        progress = desk_.saga.end(context, *attempt, connect_refusal::called_off(), command.actor);
    }
    if (progress.next) {
        update_errand(context.session, *progress.next);
    } else {
        delete_errand(context.session, attempt->operation_id);
    }
    const auto now = find_connect_attempt(context.session, attempt->attempt_id);
    if (now && main->account_id.empty()) end_former(context, desk_.saga, *now);
    tell(progress, *main, now ? &*now : nullptr);
    tell_operation(context, *main);
    succeed(operation, {{"operation", main->operation_id.value}, {"stage", progress.result.at("stage")}});
}

Command command_of(const ConnectAnswer& answer, std::int64_t now_ms) {
    Command command;
    command.tenant = answer.attempt.tenant;
    command.provider = provider_of(answer.attempt);
    command.action = "continue_connect";
    command.actor = answer.attempt.actor;
    command.at = now_ms;
    command.input = {{"attempt", answer.attempt.attempt_id}};
    if (answer.refused) {
        command.input["refused"] = json::object{
            {"code", answer.refused->code}, {"detail", answer.refused->detail}, {"next", answer.refused->next}};
    } else {
        command.input["code_sealed"] = answer.code_sealed;
        command.input["code_origin"] = "redirect";
    }
    // One answer an attempt: another one that comes later is the same operation and changes nothing.
    command.operation = operation_id_for(command, "dialog " + answer.attempt.attempt_id);
    return command;
}

}  // namespace coexist
