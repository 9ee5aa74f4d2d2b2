#include <boost/json.hpp>
#include <cstdio>

#include "host/api/api.hpp"
#include "host/console/session.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr int usual_limit = 100;

int print_documents(const char* name, const std::vector<std::string>& documents) {
    std::printf("%s\n", listed(name, documents).c_str());
    return 0;
}

std::string identities(const json::object& contact) {
    std::string text;
    const json::value* list = contact.if_contains("identities");
    if (list == nullptr || !list->is_array()) return text;
    for (const json::value& each : list->get_array()) {
        if (!each.is_object()) continue;
        text += (text.empty() ? "" : ", ") + member(each.get_object(), "value");
    }
    return text;
}

/// "in" or "out", with who wrote it where that says more.
std::string direction(const json::object& message) {
    const std::string origin = member(message, "origin");
    const std::string way = member(message, "direction");
    return way == "in" || origin.empty() ? way : way + " (" + origin + ")";
}

std::string content(const json::object& message) {
    const std::string text = member(message, "text");
    return text.empty() ? "[" + member(message, "type") + "]" : text;
}

}  // namespace

int contacts(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), session.value()->json());
    const auto found = session.value()->records().contacts(person.value(), arguments.get("search"),
                                                           arguments.number("limit", usual_limit));
    if (session.value()->json()) return print_documents("contacts", found);
    std::vector<std::vector<std::string>> rows;
    for (const std::string& text : found) {
        const json::value document = json::parse(text);
        const json::object& contact = document.get_object();
        rows.push_back(
            {member(contact, "id"), member(contact, "name"), identities(contact), member(contact, "tenant")});
    }
    print_table({"ID", "NAME", "IDENTITIES", "TENANT"}, rows);
    return 0;
}

int timeline(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), session.value()->json());
    const auto found =
        session.value()->records().timeline(person.value(), arguments.words[0], arguments.number("limit", usual_limit));
    if (!found) {
        return refuse(
            {"contact_not_found", "There is no contact \"" + arguments.words[0] + "\".", "Look at: crm-host contacts"},
            session.value()->json());
    }
    if (session.value()->json()) return print_documents("messages", *found);
    std::vector<std::vector<std::string>> rows;
    for (const std::string& text : *found) {
        const json::value document = json::parse(text);
        const json::object& message = document.get_object();
        rows.push_back({member(message, "sent_at"), direction(message), member(message, "status"), content(message)});
    }
    print_table({"SENT AT", "WAY", "STATUS", "TEXT"}, rows);
    return 0;
}

}  // namespace crm::console
