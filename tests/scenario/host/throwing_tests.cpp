#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "raw_client.hpp"
#include "running_host.hpp"

// A plugin that throws in whichever function it is told: the call fails in words, the log says where, the host goes on.

namespace fs = std::filesystem;

namespace {

const std::string mount = "/plugins/toy";

/// Where the toy reads in which of its functions it throws.
class Throws {
  public:
    Throws() { ::setenv("TOY_THROWS_IN", file().c_str(), 1); }
    ~Throws() { ::unsetenv("TOY_THROWS_IN"); }
    Throws(const Throws&) = delete;
    Throws& operator=(const Throws&) = delete;
    void in(const std::string& function) const {
        std::ofstream(folder_.path() / "next") << function;
        fs::rename(folder_.path() / "next", file());
    }

  private:
    fs::path file() const { return folder_.path() / "function"; }
    Folder folder_;
};

std::string log_of(const fs::path& data) {
    std::ifstream stream(data / "serve.log");
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

bool logged(const RunningHost& host, const std::string& function) {
    const std::string words = "test.toy lets an exception out of " + function + ": the toy throws.";
    for (int time = 0; time < 400; ++time) {
        if (log_of(host.data()).find(words) != std::string::npos) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return false;
}

}  // namespace

TEST_CASE("a plugin that throws in a function fails that call in words, and the host goes on") {
    const Throws throws;
    throws.in("none");
    RunningHost host;
    REQUIRE(console(host.data(), {"user", "add", "olga", "--role=admin", "--operator", "--tenant=harbour"}).exit_code ==
            0);
    std::istringstream made(console(host.data(), {"token", "create", "olga"}).out);
    std::string token;
    made >> token;
    const std::string olga = bearer(token);
    const auto get = [&](const std::string& target) { return ask(host.port(), "GET", target, olga); };
    const auto post = [&](const std::string& target, const std::string& body) {
        return ask(host.port(), "POST", target, olga, body);
    };
    struct Row {
        const char* function;
        std::function<Heard()> call;
        int status;
        const char* code;
    };
    const Row rows[] = {
        {"handle_http", [&] { return get(mount + "/open"); }, 500, "plugin_threw"},
        {"submit_http", [&] { return post(mount + "/submit", "{}"); }, 500, "plugin_failed"},
        {"metrics", [&] { return get("/api/metrics?plugin=toy"); }, 500, "plugin_threw"},
        {"list_actions", [&] { return get("/api/actions?provider=toy"); }, 500, "plugin_threw"},
        {"invoke_action", [&] { return post("/api/actions", R"({"provider":"toy","action":"wave"})"); }, 500,
         "plugin_threw"},
        {"get_operation", [&] { return get("/api/operations/op1"); }, 500, "plugin_threw"},
        {"health", [&] { return get("/api/health"); }, 200, ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.function);
        throws.in(row.function);
        const Heard heard = row.call();
        CAPTURE(heard.body);
        CHECK(heard.status == row.status);
        if (*row.code != '\0') CHECK(heard.code() == row.code);
        if (std::string(row.code) == "plugin_threw") {
            CHECK(heard.body.find("The plugin test.toy failed in " + std::string(row.function) +
                                  ": it let an exception out.") != std::string::npos);
        }
        if (std::string(row.function) == "health") CHECK(heard.body.find("\"fail\"") != std::string::npos);
        CHECK(logged(host, row.function));
        throws.in("none");
        CHECK(row.call().status < 300);
    }
    // What the host calls by itself.
    for (const char* function : {"next_events", "ack_events", "wait_events"}) {
        CAPTURE(function);
        throws.in(function);
        CHECK(
            post(mount + "/emit", R"({"type":"com.example.nothing","subject":"x","revision":"1","data":{}})").status ==
            202);
        CHECK(logged(host, function));
        throws.in("none");
        CHECK(get(mount + "/open").status == 200);
    }
    throws.in("wake");
    const pid_t process = host.process();
    CHECK(host.stop() == 0);
    CHECK(process > 0);
    CHECK(logged(host, "wake"));
}

TEST_CASE("a plugin that throws while it is stopped or closed holds up nobody") {
    for (const char* function : {"stop", "close"}) {
        CAPTURE(function);
        const Throws throws;
        throws.in("none");
        RunningHost host;
        throws.in(function);
        CHECK(host.stop() == 0);
        CHECK(logged(host, function));
    }
}

TEST_CASE("a plugin that throws when it is opened, configured or started is refused by the function's name") {
    const Throws throws;
    const Folder data;
    throws.in("none");
    REQUIRE(console(data.path(), {"plugin", "install", with_manifest("toy", data.path()).string()}).exit_code == 0);
    for (const char* function : {"open", "configure", "start"}) {
        CAPTURE(function);
        throws.in(function);
        const crm::ChildEnd end = console(data.path(), {"accounts"});
        CAPTURE(end.out, end.err);
        CHECK(end.signal == 0);
        CHECK(end.err.find("toy.so lets an exception out of " + std::string(function) + ": the toy throws.") !=
              std::string::npos);
    }
    throws.in("list_accounts");
    const crm::ChildEnd end = console(data.path(), {"accounts"});
    CAPTURE(end.out, end.err);
    CHECK(end.signal == 0);
    CHECK((end.out + end.err).find("failed in list_accounts") != std::string::npos);
}
