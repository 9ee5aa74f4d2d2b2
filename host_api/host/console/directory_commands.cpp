#include <boost/json.hpp>
#include <cstdio>

#include "host/console/session.hpp"
#include "host/running/log.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

json::object document(const Tenant& tenant) {
    return {{"id", tenant.id}, {"name", tenant.name}, {"time_zone", tenant.time_zone}};
}

json::object document(const Person& person) {
    return {{"id", person.id},
            {"name", person.name},
            {"roles", json::value_from(person.roles)},
            {"tenants", json::value_from(person.tenants)},
            {"locale", person.locale}};
}

template <typename Rows>
int print_json(const char* name, const Rows& rows) {
    json::array all;
    for (const auto& row : rows) all.push_back(document(row));
    std::printf("%s\n", json::serialize(json::object{{name, all}}).c_str());
    return 0;
}

}  // namespace

int tenant_add(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const std::string& id = arguments.words[0];
    const auto added =
        session.value()->directory().put_tenant({id, arguments.get("name", id), arguments.get("time-zone", "UTC")});
    if (!added) return refuse(added.problem(), session.value()->json());
    if (session.value()->json()) {
        std::printf("%s\n", json::serialize(document(added.value())).c_str());
    } else {
        std::printf("tenant %s: %s, %s\n", id.c_str(), added.value().name.c_str(), added.value().time_zone.c_str());
    }
    return 0;
}

int tenant_list(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const auto all = session.value()->directory().tenants();
    if (session.value()->json()) return print_json("tenants", all);
    std::vector<std::vector<std::string>> rows;
    rows.reserve(all.size());
    for (const Tenant& tenant : all) rows.push_back({tenant.id, tenant.name, tenant.time_zone});
    print_table({"ID", "NAME", "TIME ZONE"}, rows);
    return 0;
}

int user_add(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const std::string& id = arguments.words[0];
    Person person{id,
                  arguments.get("name", id),
                  arguments.all("role"),
                  arguments.all("tenant"),
                  arguments.get("locale"),
                  arguments.has("operator")};
    if (person.roles.empty()) person.roles.emplace_back("staff");
    const auto added = session.value()->directory().put_person(person);
    if (!added) return refuse(added.problem(), session.value()->json());
    if (session.value()->json()) {
        std::printf("%s\n", json::serialize(document(added.value())).c_str());
    } else {
        std::printf("user %s: %s%s, tenants: %s\n", id.c_str(), joined(person.roles).c_str(),
                    person.operates ? " (runs the host)" : "",
                    person.tenants.empty() ? "none yet" : joined(person.tenants).c_str());
    }
    return 0;
}

int user_list(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const auto all = session.value()->directory().people();
    if (session.value()->json()) return print_json("users", all);
    std::vector<std::vector<std::string>> rows;
    rows.reserve(all.size());
    for (const Person& person : all)
        rows.push_back({person.id, person.name, joined(person.roles), joined(person.tenants)});
    print_table({"ID", "NAME", "ROLES", "TENANTS"}, rows);
    return 0;
}

int token_create(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const std::string& person = arguments.words[0];
    const auto token = session.value()->directory().create_token(person, arguments.get("label"),
                                                                 arguments.number("days", 0), now_ms());
    if (!token) return refuse(token.problem(), session.value()->json());
    if (session.value()->json()) {
        std::printf("%s\n", json::serialize(json::object{{"token", token.value()}, {"user", person}}).c_str());
    } else {
        std::printf("%s\n", token.value().c_str());
        std::fprintf(stderr, "This token is shown only now. Send it as: Authorization: Bearer TOKEN\n");
    }
    return 0;
}

}  // namespace crm::console
