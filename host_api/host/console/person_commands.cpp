#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "host/console/exported_files.hpp"
#include "host/console/plugin_request.hpp"
#include "host/console/session.hpp"
#include "host/console/tenant_erasure.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr auto look_again = std::chrono::milliseconds(200);
constexpr auto longest_wait = std::chrono::seconds(60);

/// A further parameter; empty where no tenant is named.
std::string tenant_query(const Arguments& arguments) {
    return arguments.has("tenant") ? "&tenant=" + encoded(arguments.get("tenant")) : std::string();
}

/// The plugins' answers to one question about a contact: the first that knows him answers.
struct Known {
    const RunningPlugin* plugin = nullptr;
    json::object answer;
};

Result<Known> contact_of(Session& session, const std::string& contact, const std::string& query, const Person& person) {
    Problem last{"contact_not_found", "No plugin knows this contact.", "Take the id from crm-host contacts."};
    for (const auto& plugin : session.plugins()) {
        auto found = get(*plugin, "/admin/contacts/" + encoded(contact) + "/export", "limit=1" + query, person);
        if (found) return Known{plugin.get(), found.value()};
        if (found.problem().code != not_offered) last = found.problem();
    }
    return last;
}

/// The erasure as the plugin tells it now; nothing while its owner has not seen it.
json::object erasure_now(const RunningPlugin& plugin, const std::string& id, const Person& person) {
    const auto list = get(plugin, "/admin/erasures", "limit=200", person);
    if (!list) return {};
    const json::value* all = list.value().if_contains("erasures");
    if (all == nullptr || !all->is_array()) return {};
    for (const json::value& one : all->get_array()) {
        if (one.is_object() && member(one.get_object(), "id") == id) return one.get_object();
    }
    return {};
}

/// Writes lines to a file that only its owner may read, or to the terminal.
class Lines {
  public:
    explicit Lines(const std::string& path) {
        if (path.empty()) return;
        file_.open(path, std::ios::trunc);
        std::error_code ignored;
        std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                                     ignored);
    }
    void put(std::string_view section, const json::value& item) {
        std::ostream& out = file_.is_open() ? static_cast<std::ostream&>(file_) : std::cout;
        out << json::serialize(json::object{{"section", section}, {"item", item}}) << '\n';
    }
    void put_all(const std::string& section, const json::object& page, const char* list) {
        const json::value* items = page.if_contains(list);
        if (items == nullptr || !items->is_array()) return;
        for (const json::value& item : items->get_array()) put(section, item);
    }
    bool good(const std::string& path) {
        if (path.empty()) return std::cout.flush().good();
        file_.flush();
        return file_.good();
    }

  private:
    std::ofstream file_;
};

std::string next_of(const json::object& page) {
    const std::string next = member(page, "next_cursor");
    return next.empty() ? next : "&cursor=" + encoded(next);
}

std::optional<Problem> write_person(Session& session, const Arguments& arguments, const Person& person, Lines& lines) {
    const std::string& contact = arguments.words.front();
    const std::string query = tenant_query(arguments);
    const auto known = contact_of(session, contact, query, person);
    if (!known) return known.problem();
    std::string cursor;
    do {
        const auto page = get(*known.value().plugin, "/admin/contacts/" + encoded(contact) + "/export",
                              "limit=200" + query + cursor, person);
        if (!page) return page.problem();
        if (cursor.empty()) {
            lines.put("contact", page.value().at("contact"));
            lines.put_all("conversations", page.value(), "conversations");
            lines.put_all("notes", page.value(), "notes");
        }
        lines.put_all("messages", page.value(), "messages");
        cursor = next_of(page.value());
    } while (!cursor.empty());
    return std::nullopt;
}

std::optional<Problem> write_tenant(Session& session, const Arguments& arguments, const Person& person, Lines& lines,
                                    ExportedFiles& files) {
    for (const auto& plugin : session.plugins()) {
        std::string cursor;
        do {
            const auto page = get(*plugin, "/admin/export", "limit=200" + tenant_query(arguments) + cursor, person);
            if (!page && page.problem().code == not_offered) break;
            if (!page) return page.problem();
            const std::string section = member(page.value(), "section");
            lines.put_all(section, page.value(), "items");
            if (section == "files") {
                for (const json::value& item : page.value().at("items").as_array()) {
                    if (auto problem = files.take(item.as_object(), *plugin, person)) return problem;
                }
            }
            cursor = next_of(page.value());
        } while (!cursor.empty());
    }
    return std::nullopt;
}

}  // namespace

int erase_person(const Arguments& arguments) {
    if (arguments.words.empty()) return erase_tenant(arguments);
    const bool as_json = arguments.has("json");
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), as_json);
    if (const auto started = session.value()->start_plugins(); !started) return refuse(started.problem(), as_json);
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), as_json);
    const std::string& contact = arguments.words.front();
    const auto known = contact_of(*session.value(), contact, tenant_query(arguments), person.value());
    if (!known) return refuse(known.problem(), as_json);
    const json::object& shown = known.value().answer.at("contact").as_object();
    if (!arguments.has("yes")) {
        return refuse(
            {"not_confirmed",
             one_line(member(shown, "name") + " (" + contact + ") and all messages with this person would go."),
             "Say --yes to do it; it cannot be undone."},
            as_json);
    }
    const std::string path = "/admin/contacts/" + encoded(contact) + "/erase";
    const std::string tenant = member(shown, "tenant");
    const auto asked = post(*known.value().plugin, path, {}, person.value(), {}, "tenant=" + encoded(tenant));
    if (!asked) return refuse(asked.problem(), as_json);
    json::object erasure = asked.value().at("erasure").as_object();
    const std::string id = member(erasure, "id");
    const auto until = std::chrono::steady_clock::now() + longest_wait;
    while (member(erasure, "state") != "done" && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(look_again);
        json::object now = erasure_now(*known.value().plugin, id, person.value());
        if (!now.empty()) erasure = std::move(now);
    }
    if (as_json) {
        std::printf("%s\n", json::serialize(erasure).c_str());
    } else if (member(erasure, "state") == "done") {
        std::printf("Erased: %s messages, %s files, out of %s rows of the journal.\n",
                    member(erasure, "messages").c_str(), member(erasure, "files").c_str(),
                    member(erasure, "bodies").c_str());
    } else {
        std::printf("Written down (%s), not done yet: %s. The owner of the state does it while serve runs.\n",
                    id.c_str(), member(erasure, "state").c_str());
    }
    return 0;
}

int export_all(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), as_json);
    if (const auto started = session.value()->start_plugins(); !started) return refuse(started.problem(), as_json);
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), as_json);
    const std::string out = arguments.get("out");
    Lines lines(out);
    ExportedFiles files(arguments.get("files"));
    const auto problem = arguments.words.empty()
                             ? write_tenant(*session.value(), arguments, person.value(), lines, files)
                             : write_person(*session.value(), arguments, person.value(), lines);
    if (problem) return refuse(*problem, as_json);
    if (const std::string words = files.words(); !words.empty()) std::fprintf(stderr, "%s\n", words.c_str());
    if (!lines.good(out)) {
        return refuse({"export_unwritten", "The export could not be written to " + out + ".",
                       "Look at the path and at the disk's space, then try again."},
                      as_json);
    }
    return 0;
}

}  // namespace crm::console
