#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "host/console/session.hpp"
#include "host/running/action_desk.hpp"
#include "host/running/plugin_problem.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr int usual_wait_seconds = 30;

json::value parsed(const Reply& reply) {
    json::error_code error;
    json::value document = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    return error || !document.is_object() ? json::value(json::object{}) : document;
}

int refuse_reply(const Reply& reply, bool as_json) {
    if (!as_json || reply.body().empty()) return refuse(problem_of(reply, "input"), as_json);
    std::printf("{\"problem\":%.*s}\n", static_cast<int>(reply.body().size()), reply.body().data());
    return 1;
}

/// JSON as it stands, @FILE, or - for the standard input. Problems: input_unreadable.
Result<std::string> input_of(const Arguments& arguments) {
    const std::string given = arguments.get("input", "{}");
    std::ostringstream text;
    if (given == "-") {
        text << std::cin.rdbuf();
        return text.str();
    }
    if (given.empty() || given[0] != '@') return given;
    std::ifstream file(given.substr(1));
    if (!file || !(text << file.rdbuf())) {
        return Problem{"input_unreadable", "The file " + given.substr(1) + " cannot be read.",
                       "Check the path behind --input @."};
    }
    return text.str();
}

/// Prints an operation; answers the exit code that its state deserves.
int print_operation(const json::value& document, bool as_json) {
    const json::value* const found = document.get_object().if_contains("operation");
    const json::object operation = found != nullptr && found->is_object() ? found->get_object() : json::object{};
    const std::string state = member(operation, "state");
    if (as_json) {
        std::printf("%s\n", json::serialize(document).c_str());
    } else {
        std::printf("operation %s: %s\n", member(operation, "id").c_str(), state.c_str());
        if (operation.contains("result")) std::printf("  result: %s\n", member(operation, "result").c_str());
        if (const json::value* problem = operation.if_contains("problem"); problem != nullptr && problem->is_object()) {
            std::printf("  problem: %s\n  next: %s\n", member(problem->get_object(), "detail").c_str(),
                        member(problem->get_object(), "next").c_str());
        }
    }
    return state == "failed" || state == "unknown" ? 1 : 0;
}

std::string operation_member(const json::value& document, const char* name) {
    const json::value* const operation = document.get_object().if_contains("operation");
    return operation != nullptr && operation->is_object() ? member(operation->get_object(), name) : std::string();
}

int wait_for(const GuardedInstance& instance, json::value document, const std::string& actor,
             const Arguments& arguments) {
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(arguments.number("timeout", usual_wait_seconds));
    const std::string id = operation_member(document, "id");
    while (true) {
        const std::string state = operation_member(document, "state");
        if (state != "pending" && state != "held") return print_operation(document, arguments.has("json"));
        if (std::chrono::steady_clock::now() > deadline) {
            const std::string detail = std::string("The operation ").append(id).append(" has not ended; it is ");
            return refuse({"still_" + state, detail + state + ".",
                           "See that crm-host serve runs; ask again later with the same --key."},
                          arguments.has("json"));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const Reply reply = instance.get_operation(operation_query(id, actor));
        if (!reply.ok()) return refuse_reply(reply, arguments.has("json"));
        document = parsed(reply);
    }
}

}  // namespace

int accounts(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    if (const auto started = session.value()->start_plugins(); !started)
        return refuse(started.problem(), arguments.has("json"));
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), arguments.has("json"));
    const std::string actor = person.value().actor({});
    json::array all;
    for (const auto& plugin : session.value()->plugins()) {
        for (const Channel& channel : plugin->plugin.registration.channels) {
            const Reply reply = plugin->instance.list_accounts(*channel.handler, action_call({}, {}, actor));
            if (!reply.ok()) return refuse_reply(reply, arguments.has("json"));
            const json::value document = parsed(reply);
            const json::value* const list = document.get_object().if_contains("accounts");
            if (list == nullptr || !list->is_array()) continue;
            all.insert(all.end(), list->get_array().begin(), list->get_array().end());
        }
    }
    if (arguments.has("json")) {
        std::printf("%s\n", json::serialize(json::object{{"accounts", std::move(all)}}).c_str());
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const json::value& each : all) {
        if (!each.is_object()) continue;
        const json::object& account = each.get_object();
        rows.push_back({member(account, "id"), member(account, "provider"), member(account, "name"),
                        member(account, "address"), member(account, "state"), member(account, "tenant")});
    }
    print_table({"ID", "PROVIDER", "NAME", "ADDRESS", "STATE", "TENANT"}, rows);
    return 0;
}

int actions(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    if (const auto started = session.value()->start_plugins(); !started)
        return refuse(started.problem(), arguments.has("json"));
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), arguments.has("json"));
    const std::string account = arguments.words.empty() ? std::string() : arguments.words[0];
    const auto served = ActionDesk(session.value()->plugins(), session.value()->records())
                            .find(person.value(), account, arguments.get("provider"), {});
    if (!served) return refuse(served.problem(), arguments.has("json"));
    const std::string actor = person.value().actor({});
    const Reply reply =
        served.value().plugin->instance.list_actions(*served.value().channel->handler, action_call(account, {}, actor));
    if (!reply.ok()) return refuse_reply(reply, arguments.has("json"));
    const json::value document = parsed(reply);
    if (arguments.has("json")) {
        std::printf("%s\n", json::serialize(document).c_str());
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    const json::value* const list = document.get_object().if_contains("actions");
    if (list != nullptr && list->is_array()) {
        for (const json::value& each : list->get_array()) {
            if (!each.is_object()) continue;
            const json::object& action = each.get_object();
            const json::value* const reason = action.if_contains("reason");
            const bool offered = member(action, "enabled") != "false";
            rows.push_back(
                {member(action, "id"), offered ? "yes" : "no", member(action, "title"),
                 reason != nullptr && reason->is_object() ? member(reason->get_object(), "detail") : std::string()});
        }
    }
    print_table({"ACTION", "NOW", "TITLE", "WHY NOT"}, rows);
    return 0;
}

int act(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const Result<std::string> input = input_of(arguments);
    if (!input) return refuse(input.problem(), arguments.has("json"));
    if (const auto started = session.value()->start_plugins(); !started)
        return refuse(started.problem(), arguments.has("json"));
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), arguments.has("json"));
    const std::string account = arguments.words.size() == 2 ? arguments.words[0] : std::string();
    const auto served = ActionDesk(session.value()->plugins(), session.value()->records())
                            .find(person.value(), account, arguments.get("provider"), {});
    if (!served) return refuse(served.problem(), arguments.has("json"));
    const std::string actor = person.value().actor({});
    const std::string key = arguments.get("key");
    crm_action_call call = action_call(account, arguments.words.back(), actor);
    call.input = str(input.value());
    call.idempotency_key = str(key);
    const GuardedInstance& instance = served.value().plugin->instance;
    const Reply reply = instance.invoke_action(*served.value().channel->handler, call);
    if (!reply.ok()) return refuse_reply(reply, arguments.has("json"));
    json::value document = parsed(reply);
    if (arguments.has("wait")) return wait_for(instance, std::move(document), actor, arguments);
    return print_operation(document, arguments.has("json"));
}

}  // namespace crm::console
