#include "host/console/tenant_erasure.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>
#include <vector>

#include "host/console/plugin_request.hpp"
#include "host/console/session.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr auto look_again = std::chrono::milliseconds(300);
constexpr auto longest_wait = std::chrono::minutes(10);

struct Asked {
    const RunningPlugin* plugin = nullptr;
    json::object operation;
};

bool is_over(const json::object& operation) {
    const std::string state = member(operation, "state");
    return state == "succeeded" || state == "failed";
}

/// Asks every plugin that can; the first that refuses ends it.
Result<std::vector<Asked>> ask_all(Session& session, const std::string& tenant, const Person& person) {
    std::vector<Asked> all;
    for (const auto& plugin : session.plugins()) {
        const auto asked =
            post(*plugin, "/admin/tenants/" + encoded(tenant) + "/erase", {{"confirm", tenant}}, person, {});
        if (!asked && asked.problem().code == not_offered) continue;
        if (!asked) return asked.problem();
        all.push_back({plugin.get(), asked.value().at("operation").as_object()});
    }
    if (all.empty()) return Problem{"not_offered", "No plugin here can erase a tenant.", "Install a newer plugin."};
    return all;
}

void wait_for(std::vector<Asked>& all, const Person& person) {
    const auto until = std::chrono::steady_clock::now() + longest_wait;
    for (Asked& one : all) {
        while (!is_over(one.operation) && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(look_again);
            auto now = get(*one.plugin, "/v1/operations/" + member(one.operation, "id"), {}, person);
            if (now) one.operation = std::move(now.value());
        }
    }
}

int print(const Asked& one) {
    const std::string state = member(one.operation, "state");
    const json::value* result = one.operation.if_contains("result");
    const json::object stage = result != nullptr && result->is_object() ? result->get_object() : json::object();
    if (state == "succeeded") {
        std::printf("Erased: the tenant with %s contacts. Backups that were made before hold it still.\n",
                    member(stage, "erased").c_str());
        return 0;
    }
    if (state == "failed") {
        const json::object& problem = one.operation.at("problem").as_object();
        std::printf("Not erased: %s %s\n", one_line(member(problem, "detail")).c_str(),
                    one_line(member(problem, "next")).c_str());
        return 1;
    }
    std::printf("Under way (%s): %s of %s contacts. The owner of the state goes on while serve runs.\n",
                member(one.operation, "id").c_str(), member(stage, "erased").c_str(),
                member(stage, "contacts").c_str());
    return 0;
}

}  // namespace

int erase_tenant(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    const std::string tenant = arguments.get("tenant");
    if (tenant.empty()) {
        return refuse({"nobody_named", "Nobody was named who is to be forgotten.",
                       "Name a contact, or a whole tenant with --tenant ID."},
                      as_json);
    }
    if (!arguments.has("yes")) {
        return refuse({"not_confirmed",
                       "All that the plugins hold of the tenant " + one_line(tenant) +
                           " would go: numbers, persons, messages, files, campaigns, notes.",
                       "Say --yes to do it; it cannot be undone."},
                      as_json);
    }
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), as_json);
    if (const auto started = session.value()->start_plugins(); !started) return refuse(started.problem(), as_json);
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), as_json);
    auto asked = ask_all(*session.value(), tenant, person.value());
    if (!asked) return refuse(asked.problem(), as_json);
    wait_for(asked.value(), person.value());
    int code = 0;
    json::array operations;
    for (const Asked& one : asked.value()) {
        if (member(one.operation, "state") == "failed") code = 1;
        if (as_json) {
            operations.push_back(one.operation);
        } else {
            print(one);
        }
    }
    if (as_json) std::printf("%s\n", json::serialize(json::object{{"operations", std::move(operations)}}).c_str());
    return code;
}

}  // namespace crm::console
