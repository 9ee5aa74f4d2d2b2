#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "entry/host_bench.hpp"
#include "store/another_process.hpp"

using namespace rooms;

namespace {

std::string text_of(const std::string& file) {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string log_to(const std::string& file) {
    return configuration("log: {file: " + file + ", level: debug}\n");
}

}  // namespace

TEST_CASE("a reload that would change the key of the stored tokens is refused by name", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    ::setenv("COEXIST_TEST_OTHER_KEY", std::string(64, 'b').c_str(), 1);
    std::string other = configuration("defaults: {send_share_mps: 3}\n");
    other.replace(other.find("COEXIST_TEST_KEY"), 16, "COEXIST_TEST_OTHER_KEY");
    const crm::Reply refused = host.configure(other);
    CHECK(code_of(refused) == "secrets_key_changed");
    CHECK(document_of(refused).at("detail").as_string().find("The former configuration stays in force") !=
          std::string::npos);
    CHECK(host.deliver("{}").http_status() == 200);
    CHECK(host.configure(configuration("defaults: {send_share_mps: 3}\n")).ok());
}

TEST_CASE("every secret that is missing is told at once, and none is shown", "[entry]") {
    const TemporaryDirectory directory;
    Host host(directory.path());
    REQUIRE(host.configure(configuration("apps:\n  hotel: {app_id: 1, app_secret: {env: COEXIST_NOT_SET}, "
                                         "verify_token: {file: /nowhere/at/all}}\n"))
                .ok());
    const crm::Reply refused = host.start();
    CHECK(code_of(refused) == "secret_unavailable");
    const auto problem = document_of(refused);
    CHECK(problem.at("detail").as_string() == "2 secrets that the configuration refers to are missing.");
    const auto& errors = problem.at("errors").as_array();
    REQUIRE(errors.size() == 2);
    CHECK(errors[0].at("path").as_string() == "/apps/hotel/app_secret");
    CHECK(errors[0].at("detail").as_string() ==
          "The environment variable COEXIST_NOT_SET is not set. Set it for the process that loads the plugin, or let "
          "the configuration point to a file.");
    CHECK(errors[1].at("path").as_string() == "/apps/hotel/verify_token");
}

TEST_CASE("a reload moves the log, and one that cannot be written leaves the former configuration in force",
          "[entry]") {
    const TemporaryDirectory directory;
    const TemporaryDirectory logs;
    const std::string first = logs.path() + "/first.log";
    const std::string second = logs.path() + "/second.log";
    Host host(directory.path());
    REQUIRE(host.configure(log_to(first)).ok());
    REQUIRE(host.start().ok());
    CHECK(code_of(host.configure(log_to(logs.path() + "/none/whatsapp.log"))) == "log_unwritable");
    // A file of secrets that everybody may read gives a line in the log.
    const std::string open_secret = logs.path() + "/key";
    std::ofstream(open_secret) << std::string(64, 'a');
    REQUIRE(::chmod(open_secret.c_str(), 0644) == 0);
    const auto with_open_secret = [&](std::string text) {
        return text.replace(text.find("{env: COEXIST_TEST_KEY}"), 23, "{file: " + open_secret + "}");
    };
    REQUIRE(host.configure(with_open_secret(log_to(first))).ok());
    CHECK(text_of(first).find("chmod 600") != std::string::npos);
    REQUIRE(host.configure(log_to(second)).ok());
    const std::string before = text_of(first);
    REQUIRE(host.configure(with_open_secret(log_to(second))).ok());
    CHECK(text_of(second).find("chmod 600") != std::string::npos);
    CHECK(text_of(first) == before);
}

TEST_CASE("a log that cannot be written at the start is a warning, not a refusal", "[entry]") {
    const TemporaryDirectory directory;
    Host host(directory.path());
    const crm::Reply configured = host.configure(log_to("/nowhere/at/all.log"));
    REQUIRE(configured.ok());
    const auto warnings = document_of(configured).at("warnings").as_array();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].at("path").as_string() == "/log/file");
    CHECK(
        warnings[0].at("detail").as_string() ==
        "/nowhere/at/all.log cannot be written: No such file or directory. Only the host's log is written, if it takes "
        "one.");
    CHECK(host.start().ok());
}

TEST_CASE("the owner names the clients that run with another configuration, and so do they", "[entry]") {
    const TemporaryDirectory directory;
    // Health is told from memory; the look behind it is taken every second.
    const auto says = [](Host& host, const char* status) {
        return rooms::eventually([&] { return host.health("configuration", "status") == status; });
    };
    Host owner = Host::running(directory.path());
    Host same = Host::running(directory.path(), "client");
    CHECK(says(owner, "ok"));
    Host other(directory.path(), "client");
    REQUIRE(other.configure(configuration("defaults: {send_share_mps: 3}\n")).ok());
    REQUIRE(other.start().ok());
    CHECK(says(owner, "warn"));
    const std::string told = owner.health("configuration", "detail");
    CHECK(told.find("Clients of this state run with another configuration than its owner: ") == 0);
    CHECK(told.find("process " + std::to_string(static_cast<int>(::getpid()))) != std::string::npos);
    CHECK(says(other, "warn"));
    CHECK(says(same, "ok"));

    REQUIRE(other.configure(configuration()).ok());
    CHECK(says(owner, "ok"));
    CHECK(says(other, "ok"));
    REQUIRE(owner.configure(configuration("defaults: {send_share_mps: 4}\n")).ok());
    CHECK(rooms::eventually([&] {
        const auto document = document_of(owner.instance.health());
        const auto* clients = document.at("checks").at("configuration").as_object().if_contains("clients");
        return clients != nullptr && clients->as_array().size() == 2;
    }));
    CHECK(says(same, "warn"));
    REQUIRE(same.stop().ok());
    REQUIRE(other.stop().ok());
    CHECK(says(owner, "ok"));
}
