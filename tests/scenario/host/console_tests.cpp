#include <boost/json.hpp>
#include <fstream>

#include "catch.hpp"
#include "host/api/merged_metrics.hpp"
#include "raw_client.hpp"
#include "running_host.hpp"

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

std::string member(const std::string& text, const char* name) {
    return json::value_to<std::string>(json::parse(text).at(name));
}

std::string problem_code(const crm::ChildEnd& end) {
    return json::value_to<std::string>(json::parse(end.out).at("problem").at("code"));
}

}  // namespace

TEST_CASE("plugin install puts a good plugin in place, and remove takes it away") {
    const Folder data;
    const Folder source;
    const fs::path file = with_manifest("toy", source.path());
    const crm::ChildEnd installed = console(data.path(), {"plugin", "install", file.string(), "--json"});
    CAPTURE(installed.out, installed.err);
    REQUIRE(installed.exit_code == 0);
    CHECK(member(installed.out, "id") == "test.toy");
    CHECK(fs::exists(data.path() / "lib/toy.so"));
    CHECK(fs::exists(data.path() / "lib/toy.manifest.json"));
    CHECK(console(data.path(), {"plugin", "list"}).exit_code == 0);
    CHECK(console(data.path(), {"plugin", "remove", "toy"}).exit_code == 0);
    CHECK_FALSE(fs::exists(data.path() / "lib/toy.so"));
    CHECK(problem_code(console(data.path(), {"plugin", "remove", "toy", "--json"})) == "plugin_not_found");
}

TEST_CASE("plugin install refuses what is broken and leaves nothing behind") {
    const Folder data;
    const Folder source;
    const std::pair<const char*, const char*> rows[] = {{"toy_crashes", "probe_failed"},
                                                        {"toy_without_handler", "registration_invalid"},
                                                        {"toy_two_symbols", "check_failed"}};
    for (const auto& [name, code] : rows) {
        CAPTURE(name);
        const fs::path file = with_manifest(name, source.path());
        const crm::ChildEnd end = console(data.path(), {"plugin", "install", file.string(), "--json"});
        CHECK(end.exit_code == 1);
        CHECK(problem_code(end) == code);
    }
    fs::remove(source.path() / "toy_crashes.manifest.json");
    CHECK(problem_code(console(data.path(), {"plugin", "install", (source.path() / "toy_crashes.so").string(),
                                             "--json"})) == "manifest_missing");
    CHECK((!fs::exists(data.path() / "lib") || fs::is_empty(data.path() / "lib")));
}

TEST_CASE("plugin manifest writes what plugin install wants") {
    const Folder data;
    fs::copy_file(built("toy.so"), data.path() / "toy.so");
    REQUIRE(console(data.path(), {"plugin", "manifest", (data.path() / "toy.so").string()}).exit_code == 0);
    CHECK(console(data.path(), {"plugin", "install", (data.path() / "toy.so").string()}).exit_code == 0);
}

TEST_CASE("check-config names file, line and column of each problem") {
    const Folder data;
    REQUIRE(console(data.path(), {"plugin", "install", with_manifest("toy", data.path()).string()}).exit_code == 0);
    const std::string good = (data.path() / "good.yaml").string();
    const std::string bad = (data.path() / "bad.yaml").string();
    std::ofstream(good) << "{}";
    std::ofstream(bad) << "x";
    CHECK(console(data.path(), {"check-config", good}).exit_code == 0);
    const crm::ChildEnd end = console(data.path(), {"check-config", bad});
    CHECK(end.exit_code == 1);
    CHECK(end.err.find(bad + ":3:7: An object must stand here.") != std::string::npos);
}

TEST_CASE("every command has help with an example, and wrong usage ends with 2") {
    const Folder data;
    const crm::ChildEnd overview = console(data.path(), {"help"});
    for (const char* name :
         {"serve", "plugin install", "plugin list", "plugin remove", "check-config", "accounts",    "actions",
          "act",   "events",         "contacts",    "timeline",      "backup",       "health",      "metrics",
          "audit", "restore",        "rebuild",     "tenant add",    "user add",     "token create"}) {
        CAPTURE(name);
        CHECK(overview.out.find(std::string("\n  ") + name) != std::string::npos);
        std::vector<std::string> words;
        const std::string text = name;
        const std::size_t space = text.find(' ');
        words.push_back(text.substr(0, space));
        if (space != std::string::npos) words.push_back(text.substr(space + 1));
        words.push_back("--help");
        const crm::ChildEnd help = console(data.path(), words);
        CHECK(help.exit_code == 0);
        CHECK(help.out.find(std::string("  crm-host ") + name) != std::string::npos);
        words.back() = "--no-such-option";
        CHECK(console(data.path(), words).exit_code == 2);
    }
    CHECK(console(data.path(), {"fly"}).exit_code == 2);
    CHECK(console(data.path(), {"timeline"}).exit_code == 2);
    CHECK(console(data.path(), {"timeline", "a", "b"}).exit_code == 2);
}

TEST_CASE("commands run beside a serve, and a second serve is refused") {
    RunningHost host;
    CHECK(problem_code(console(host.data(), {"act", "--provider=toy", "--json", "wave", "--input={", "--as=nobody"})) ==
          "unknown_person");
    const crm::ChildEnd acted =
        console(host.data(), {"act", "--provider", "toy", "wave", "--key", "k", "--json", "--wait"});
    CAPTURE(acted.err);
    REQUIRE(acted.exit_code == 0);
    const json::value result = json::parse(acted.out).at("operation").at("result");
    CHECK(json::value_to<std::string>(result.at("actor").at("id")) == "console");
    CHECK(json::serialize(result.at("actor").at("tenants")) == R"(["harbour","seaside"])");
    CHECK(console(host.data(), {"accounts"}).exit_code == 0);
    CHECK(console(host.data(), {"events"}).exit_code == 0);
    CHECK(console(host.data(), {"contacts", "--as", "bob"}).exit_code == 0);
    const crm::ChildEnd second = console(host.data(), {"serve", "--listen", "127.0.0.1:0"});
    CHECK(second.exit_code == 1);
    CHECK(second.err.find("already_serving") != std::string::npos);
}

TEST_CASE("health and metrics come from the running serve, and from beside when there is none") {
    RunningHost host;
    const crm::ChildEnd told = console(host.data(), {"health"});
    CAPTURE(told.out, told.err);
    CHECK(told.out.find("as the running serve tells") != std::string::npos);
    CHECK(member(console(host.data(), {"health", "--json"}).out, "by") == "serve");
    CHECK(console(host.data(), {"metrics", "--raw"}).out == "# EOF\n");
    host.stop();
    CHECK_FALSE(fs::exists(host.data() / "serve.json"));
    CHECK(member(console(host.data(), {"health", "--json"}).out, "by") == "client");
    CHECK(console(host.data(), {"metrics", "--raw"}).out == "# EOF\n");
}

TEST_CASE("a user may run the host only as an admin, and then reads what concerns every tenant") {
    RunningHost host;
    CHECK(problem_code(console(host.data(), {"user", "add", "oto", "--operator", "--json"})) == "operator_no_admin");
    REQUIRE(console(host.data(), {"user", "add", "oto", "--role=admin", "--operator"}).exit_code == 0);
    const std::string token = member(console(host.data(), {"token", "create", "oto", "--json"}).out, "token");
    CHECK(ask(host.port(), "GET", "/metrics", bearer(token)).status == 200);
    CHECK(ask(host.port(), "GET", "/metrics").status == 401);
    REQUIRE(console(host.data(), {"user", "add", "oto", "--role=admin"}).exit_code == 0);
    CHECK(ask(host.port(), "GET", "/metrics", bearer(token)).status == 403);
}

TEST_CASE("the metrics of several plugins are one text without a family twice") {
    crm::MergedMetrics merged;
    merged.add("# TYPE a gauge\n# HELP a One.\na 1\n# TYPE b counter\nb_total 2\n# EOF\n");
    merged.add("# HELP b Two.\n# TYPE b counter\nb_total 7\n# TYPE c gauge\nc 3\n# EOF\n");
    merged.add("# EOF\n");
    CHECK(merged.finish() ==
          "# TYPE a gauge\n# HELP a One.\na 1\n# TYPE b counter\nb_total 2\n# TYPE c gauge\nc 3\n# EOF\n");
}

TEST_CASE("a backup holds the records and asks the plugin for its own") {
    RunningHost host;
    const Folder target;
    const crm::ChildEnd end = console(host.data(), {"backup", (target.path() / "copy").string(), "--json"});
    CAPTURE(end.out, end.err);
    CHECK(end.exit_code == 0);
    CHECK(console(target.path() / "copy", {"tenant", "list"}).out.find("Hotel Harbour") != std::string::npos);
    std::ifstream asked(host.data() / "plugins/test.toy/asked-for-backup");
    std::string body;
    std::getline(asked, body);
    CHECK(member(body, "directory") == (target.path() / "copy/plugins/test.toy").string());
    CHECK(console(host.data(), {"backup", (target.path() / "copy").string()}).exit_code == 1);
}

TEST_CASE("a plugin that throws when it is started is refused in words, and the host lives") {
    const Folder data;
    const fs::path file = with_manifest("toy_throws_at_start", data.path());
    REQUIRE(console(data.path(), {"plugin", "install", file.string()}).exit_code == 0);
    const crm::ChildEnd end = console(data.path(), {"accounts"});
    CAPTURE(end.out, end.err);
    CHECK(end.signal == 0);
    CHECK(end.err.find("toy_throws_at_start.so lets an exception out of start: the toy throws.") != std::string::npos);
}
