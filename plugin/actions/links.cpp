#include "actions/links.hpp"

#include <boost/json.hpp>

#include "actions/connect_progress.hpp"
#include "actions/signup_app.hpp"
#include "model/identity.hpp"
#include "onboarding/connect_state.hpp"
#include "onboarding/refusals.hpp"
#include "outbox/sends_ledger.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

Problem link_unknown() {
    return {Refusal::not_found,
            "link_unknown",
            "There is no such link.",
            "Use the id of a link of this tenant, as the list of links has it.",
            {}};
}

Problem link_over() {
    return {Refusal::conflict,
            "link_over",
            "The link is not good any more.",
            "Make a new one and send it to the client.",
            {}};
}

void end_link(WriteContext& context, ConnectLinkRow link, LinkState why, const std::string& who) {
    link.ended = name_of(why);
    link.ended_at = context.now_ms;
    link.ended_by = who;
    save_connect_link(context.session, link);
}

/// Ends an attempt that waits in its dialog, so that its answer comes too late.
void call_off(WriteContext& context, const ConnectDesk& desk, const std::string& attempt_id, const std::string& who) {
    const auto attempt = find_connect_attempt(context.session, attempt_id);
    if (!attempt || !takes_code(stage_named(attempt->stage).value_or(Stage::failed))) return;
    auto operation = find_operation(context.session, attempt->operation_id);
    if (!operation) return;
    tell(desk.saga.end(context, *attempt, connect_refusal::called_off(), who), *operation, &*attempt);
    delete_errand(context.session, attempt->operation_id);
    tell_operation(context, *operation);
}

}  // namespace

std::optional<Problem> CreateLink::blocked(Session& /*session*/, const AccountRow* /*account*/,
                                           std::int64_t /*now*/) const {
    return signup_app_missing(settings_, provider_);
}

Outcome CreateLink::prepare(Session& /*session*/, const AccountRow* /*account*/, Command& command) const {
    const auto app = signup_app(settings_, provider_, text_in(command.input, "road"));
    if (!app) return app.problem();
    const auto id = ConnectState::random_id();
    if (!id) return id.problem();
    if (!command.input.contains("days")) command.input["days"] = (*app)->signup->link_days;
    command.input["link"] = *id;
    command.input["road"] = (*app)->name;
    return std::monostate{};
}

void CreateLink::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const json::value* days = command.input.if_contains("days");  // an older program did not write it down
    ConnectLinkRow link;
    link.link_id = text_in(command.input, "link");
    link.tenant = command.tenant;
    link.provider = provider_;
    link.road = text_in(command.input, "road");
    link.phone = digits_of(text_in(command.input, "phone"));
    link.name = text_in(command.input, "name");
    link.language = text_in(command.input, "language");
    link.created_by = command.actor;
    link.created_at = command.at;
    link.expires_at = command.at + (days != nullptr ? days->to_number<std::int64_t>() : Signup().link_days) * day_ms;
    for (const ConnectLinkRow& former : links_in_place_of(context.session, link)) {
        end_link(context, former, LinkState::replaced, command.actor);
    }
    save_connect_link(context.session, link);
    succeed(operation, {{"link", link.link_id}, {"expires_at", rfc3339(link.expires_at)}});
}

Outcome RevokeLink::prepare(Session& session, const AccountRow* /*account*/, Command& command) const {
    const auto link = find_connect_link(session, text_in(command.input, "link"));
    if (!link || link->tenant != command.tenant || link->provider != command.provider) return link_unknown();
    if (!link->ended.empty()) return link_over();
    return std::monostate{};
}

void RevokeLink::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto link = find_connect_link(context.session, text_in(command.input, "link"));
    if (!link || link->tenant != command.tenant) return fail(operation, link_unknown());
    if (!link->ended.empty()) return fail(operation, link_over());
    end_link(context, *link, LinkState::revoked, command.actor);
    call_off(context, desk_, link->attempt_id, command.actor);
    succeed(operation, {{"link", link->link_id}});
}

void LinkOpened::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    auto link = find_connect_link(context.session, text_in(command.input, "link"));
    if (!link || link->tenant != command.tenant) return fail(operation, link_unknown());
    if (link->opened_at == 0) {
        link->opened_at = command.at;
        save_connect_link(context.session, *link);
    }
    succeed(operation, {{"link", link->link_id}});
}

std::optional<Problem> begin_with_link(WriteContext& context, const ConnectDesk& desk, const Command& command,
                                       const ConnectAttemptRow& attempt) {
    auto link = find_connect_link(context.session, text_in(command.input, "link"));
    const bool same = link && link->tenant == command.tenant && link->provider == command.provider;
    if (!same || link->begun >= attempts_of_a_link) return link_over();
    if (state_of(*link, command.at) != LinkState::open) return link_over();
    call_off(context, desk, link->attempt_id, attempt.actor);
    link->attempt_id = attempt.attempt_id;
    link->begun += 1;
    if (link->opened_at == 0) link->opened_at = command.at;
    save_connect_link(context.session, *link);
    return std::nullopt;
}

void end_used_link(WriteContext& context, const ConnectAttemptRow& attempt) {
    const std::string id = text_in(value_of(attempt), "link");
    if (id.empty() || stage_named(attempt.stage) != Stage::done) return;
    const auto link = find_connect_link(context.session, id);
    if (link && link->ended.empty()) end_link(context, *link, LinkState::used, attempt.actor);
}

Command command_of(const LinkStep& step, std::int64_t now_ms) {
    Command command;
    command.tenant = step.link.tenant;
    command.provider = step.link.provider;
    command.actor = step.attempt.actor.empty() ? "link " + step.link.link_id.substr(0, 8) : step.attempt.actor;
    command.at = now_ms;
    switch (step.kind) {
        case LinkStep::Kind::opened:
            command.action = link_opened_action;
            command.input = {{"link", step.link.link_id}};
            command.operation = operation_id_for(command, "opened " + step.link.link_id);
            break;
        case LinkStep::Kind::begins:
            command.action = "connect";
            command.at = step.attempt.created_at;  // what the state that travels was made with
            command.input = {
                {"attempt", step.attempt.attempt_id}, {"road", step.attempt.road}, {"link", step.link.link_id}};
            if (!step.link.phone.empty()) command.input["phone"] = "+" + step.link.phone;
            command.operation = operation_id_for(command, "link " + step.attempt.attempt_id);
            break;
        case LinkStep::Kind::chooses:
            command.action = "continue_connect";
            command.input = {{"attempt", step.attempt.attempt_id},
                             {"operation", step.attempt.operation_id.value},
                             {"phone_number_id", step.phone_number_id}};
            command.operation = operation_id_for(command, "chosen " + step.attempt.attempt_id);
            break;
    }
    return command;
}

}  // namespace coexist
