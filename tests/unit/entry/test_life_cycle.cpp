#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <thread>

#include "catch.hpp"
#include "entry/host_bench.hpp"
#include "store/another_process.hpp"
#include "store/state_schema.hpp"

using namespace rooms;

namespace {

constexpr const char* nonsense = "{}";

bool has(const crm::Reply& reply, std::string_view text) {
    return reply.body().find(text) != std::string_view::npos;
}

/// A thread that is waited for, whatever fails meanwhile.
class Joined {
  public:
    explicit Joined(std::function<void()> body) : thread_(std::move(body)) {}
    ~Joined() { thread_.join(); }
    Joined(const Joined&) = delete;
    Joined& operator=(const Joined&) = delete;

  private:
    std::thread thread_;
};

/// Every [any] call that a host could make, none of which may answer anything but this.
void check_refused_as(Host& host, crm_status status) {
    const crm_plugin& table = plugin();
    const Delivery delivery(nonsense);
    CHECK(host.deliver(nonsense).status() == status);
    CHECK(host.instance.submit_http(delivery.request(), nullptr, [](void*, const crm_reply*) { FAIL("called"); }) ==
          status);
    CHECK(host.instance.get_operation(crm::operation_query("op_1", admin)).status() == status);
    CHECK(host.next("crm").status() == status);
    CHECK(host.wait("crm", 60'000) == status);
    crm_feed_read read = crm::feed_read("crm");
    read.cursor = crm::str("1:1");
    CHECK(host.instance.ack_events(read) == status);
    CHECK(host.instance.forget_consumer(read) == status);
    CHECK(host.instance.wake() == status);
    CHECK(table.event_fd(host.instance.get(), &read) == -1);
    CHECK(host.list_accounts("coex").status() == status);
    CHECK(host.invoke("meow", {}, "adopt", R"({"tenant":"hotel-1","phone":"+4915100000001"})").status() == status);
}

}  // namespace

TEST_CASE("child: owns a state until it is killed", "[.child]") {
    Host host = Host::running(rooms::given("state"));
    rooms::raise_flag(rooms::given("flag"));
    for (;;) ::pause();
}

TEST_CASE("the entry answers its own major version only", "[entry]") {
    CHECK(crm_plugin_entry(CRM_ABI_VERSION) != nullptr);
    CHECK(crm_plugin_entry(CRM_ABI_VERSION + 7) == crm_plugin_entry(CRM_ABI_VERSION));
    CHECK(crm_plugin_entry((CRM_ABI_MAJOR + 1) << 16) == nullptr);
    CHECK(crm_plugin_entry(0) == nullptr);
}

TEST_CASE("open refuses what it cannot read, and gives no instance then", "[entry]") {
    for (const char* options :
         {"", "[]", "{", R"({"role":"owner"})", R"({"state":"sqlite:relative"})", R"({"state":"postgres:/x"})",
          R"({"state":"sqlite:/x","role":"chief"})", R"({"state":7})"}) {
        crm::Instance instance;
        const crm::Reply reply = crm::Instance::open(plugin(), nullptr, options, instance);
        CAPTURE(options);
        CHECK(reply.status() == CRM_E_INVALID);
        CHECK_FALSE(instance);
    }
    crm_instance* out = nullptr;
    CHECK(crm::Reply(plugin(), plugin().open(nullptr, nullptr, &out)).status() == CRM_E_INVALID);
    const crm_str bad{"\xff\xfe", 2};
    CHECK(crm::Reply(plugin(), plugin().open(nullptr, &bad, &out)).status() == CRM_E_INVALID);
    CHECK(out == nullptr);
}

TEST_CASE("a host may call in any order: what is not possible yet is refused, nothing breaks", "[entry]") {
    const TemporaryDirectory directory;
    Host host(directory.path());
    check_refused_as(host, CRM_E_UNAVAILABLE);
    CHECK(code_of(host.start()) == "not_configured");
    CHECK(host.stop().ok());
    CHECK(document_of(host.instance.health()).at("status") == "warn");
    CHECK(host.instance.metrics().body() == "# EOF\n");
    CHECK(host.list_actions("coex", {}).ok());

    CHECK(code_of(host.configure("apps: [")) != "ok");
    CHECK(code_of(host.start()) == "not_configured");
    CHECK(host.configure(configuration()).ok());
    check_refused_as(host, CRM_E_UNAVAILABLE);
    CHECK(std::filesystem::is_empty(directory.path()));  // nothing is written before start

    REQUIRE(host.start().ok());
    CHECK(host.start().ok());
    CHECK(document_of(host.instance.health()).at("status") == "ok");
    const std::string account = host.adopt();
    CHECK(has(host.list_accounts("meow"), account));

    CHECK(has(host.stop(), "\"left\":[]"));
    CHECK(host.stop().ok());
    check_refused_as(host, CRM_E_UNAVAILABLE);
    // What an account offers is known from the state at rest.
    CHECK(has(host.list_actions("meow", account), "send_text"));
    REQUIRE(host.start().ok());
    CHECK(has(host.list_accounts("meow"), account));
}

TEST_CASE("calls without what they need are refused, not followed", "[entry]") {
    const crm_plugin& table = plugin();
    const auto invalid = [&](const crm_reply* reply) { CHECK(crm::Reply(table, reply).status() == CRM_E_INVALID); };
    invalid(table.check_config(nullptr));
    invalid(table.configure(nullptr, nullptr));
    invalid(table.start(nullptr));
    invalid(table.stop(nullptr, 0));
    invalid(table.handle_http(nullptr, nullptr));
    invalid(table.get_operation(nullptr, nullptr));
    invalid(table.next_events(nullptr, nullptr));
    invalid(table.health(nullptr));
    invalid(table.metrics(nullptr));
    invalid(handler("coex").list_actions(nullptr, nullptr));
    CHECK(table.submit_http(nullptr, nullptr, nullptr, nullptr) == CRM_E_INVALID);
    CHECK(table.ack_events(nullptr, nullptr) == CRM_E_INVALID);
    CHECK(table.wait_events(nullptr, nullptr) == CRM_E_INVALID);
    CHECK(table.wake(nullptr) == CRM_E_INVALID);
    CHECK(table.event_fd(nullptr, nullptr) == -1);
    table.close(nullptr);
    table.release(nullptr);

    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    CHECK(host.next("\xc3\x28").status() == CRM_E_INVALID);
    CHECK(host.invoke("meow", {}, "adopt", "\xff").status() == CRM_E_INVALID);
    CHECK(host.list_accounts("meow", "\xff").status() == CRM_E_INVALID);
    const Delivery delivery(nonsense);
    CHECK(host.instance.submit_http(delivery.request(), nullptr, nullptr) == CRM_E_INVALID);
}

TEST_CASE("a state has one owner; a second is refused, a client works beside it", "[entry]") {
    const TemporaryDirectory directory;
    Host owner = Host::running(directory.path());
    Host second(directory.path());
    REQUIRE(second.configure(configuration()).ok());
    CHECK(code_of(second.start()) == "owner_exists");
    check_refused_as(second, CRM_E_UNAVAILABLE);
    Host client = Host::running(directory.path(), "client");
    CHECK(client.health("owner", "role") == "client");
    const std::string account = client.adopt();
    CHECK(has(owner.list_accounts("meow"), account));
    CHECK(client.wait("crm", 60'000) == CRM_OK);
    CHECK(client.deliver(nonsense).http_status() == 200);
    owner.stop();
    REQUIRE(second.start().ok());
}

TEST_CASE("a client does not make a state", "[entry]") {
    const TemporaryDirectory directory;
    Host client(directory.path(), "client");
    REQUIRE(client.configure(configuration()).ok());
    CHECK(code_of(client.start()) == "state_absent");
    CHECK(client.list_actions("meow", "acc_1").status() == CRM_E_NOT_FOUND);
    Host owner = Host::running(directory.path());
    CHECK(client.start().ok());
}

TEST_CASE("without an owner a command is accepted at once and done when there is one", "[entry]") {
    const TemporaryDirectory directory;
    { Host::running(directory.path()).stop(); }
    Host client = Host::running(directory.path(), "client");
    const crm::Reply reply =
        client.invoke("meow", {}, "adopt", R"({"tenant":"hotel-1","phone":"+4915100000001"})", admin, "key-1");
    CHECK(reply.status() == CRM_PENDING);
    const std::string operation(document_of(reply).at("operation").as_object().at("id").as_string());
    CHECK(client.instance.get_operation(crm::operation_query(operation, admin)).status() == CRM_E_NOT_FOUND);
    CHECK(client.health("owner", "detail").find("No owner") != std::string::npos);
    Host owner = Host::running(directory.path());
    REQUIRE(eventually(
        [&] { return has(client.instance.get_operation(crm::operation_query(operation, admin)), "succeeded"); }));
    const crm::Reply again =
        client.invoke("meow", {}, "adopt", R"({"tenant":"hotel-1","phone":"+4915100000001"})", admin, "key-1");
    CHECK(has(again, operation));
}

TEST_CASE("a configuration with a fault changes nothing", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    for (const std::string& bad :
         {std::string("public_url: nowhere"), configuration("surprise: 1\n"),
          configuration("apps:\n  hotel: {app_id: 1, app_secret: {env: COEXIST_NOT_SET}, verify_token: {env: "
                        "COEXIST_NOT_SET}}\n")}) {
        CHECK(host.configure(bad).status() < 0);
        CHECK(host.deliver(nonsense).http_status() == 200);
        CHECK(host.health("owner", "role") == "owner");
    }
    CHECK(host.configure("public_url: nowhere").status() == CRM_E_CONFIG);
}

TEST_CASE("a reload takes roads away and adds others, and loses no waiting reader", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    std::atomic<int> woke{99};
    const Joined waiting([&] { woke = host.wait("crm", 60'000); });
    std::string other = configuration();
    other.replace(other.find("dialog"), 6, "second");
    REQUIRE(host.configure(other).ok());
    CHECK(host.deliver(nonsense).http_status() == 404);
    const Delivery delivery(nonsense, "second");
    CHECK(host.instance.handle_http(delivery.request()).http_status() == 200);
    CHECK(woke == 99);
    host.adopt();
    CHECK(eventually([&] { return woke != 99; }));
    CHECK(woke == CRM_OK);
}

TEST_CASE("a reload that cannot open the state again is refused, and the next one mends it", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    const auto write_version = [&](std::int64_t version) {
        coexist::Session state(coexist::state_path(directory.path()), coexist::Access::write);
        coexist::set_meta_number(state, "fold_version", version);
    };
    write_version(1000);
    CHECK(code_of(host.configure(configuration("defaults: {parked_days: 3}\n"))) == "state_newer");
    CHECK(host.deliver(nonsense).http_status() == 200);  // still kept
    write_version(coexist::fold_version);
    REQUIRE(host.configure(configuration()).ok());
    CHECK(host.health("owner", "role") == "owner");
    host.adopt();
}

TEST_CASE("replies are whole and unchanged until they are released, also past close", "[entry]") {
    const TemporaryDirectory directory;
    std::vector<crm::Reply> kept;
    std::vector<std::string> texts;
    {
        Host host = Host::running(directory.path());
        const std::string account = host.adopt();
        kept.push_back(host.list_accounts("meow"));
        kept.push_back(host.next("crm"));
        kept.push_back(host.instance.health());
        kept.push_back(host.deliver(nonsense));
        kept.push_back(host.invoke("coex", account, "pause", "{}"));
        for (const crm::Reply& reply : kept) texts.emplace_back(reply.body());
    }
    for (std::size_t index = 0; index < kept.size(); ++index) CHECK(kept[index].body() == texts[index]);
    CHECK(kept.front().status() == CRM_OK);
    CHECK(kept.back().status() < 0);
}

TEST_CASE("in a forked child every call answers that it is one, and close leaves the parent alone", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    const std::string account = host.adopt();
    const crm::Reply inherited = host.list_accounts("meow");
    const pid_t child = ::fork();
    if (child == 0) {
        int wrong = 0;
        const crm_plugin& table = plugin();
        crm_instance* const self = host.instance.get();
        const Delivery delivery(nonsense);
        const crm_feed_read read = crm::feed_read("crm");
        const crm_document document = crm::document("x", "y");
        const crm_operation_query query = crm::operation_query("op", admin);
        const crm_action_call call = crm::action_call({}, "adopt", admin);
        const auto count = [&](const crm_reply* reply) {
            if (reply == nullptr || reply->status != CRM_E_FORKED) ++wrong;
            table.release(reply);
        };
        count(table.configure(self, &document));
        count(table.start(self));
        count(table.stop(self, 0));
        count(table.handle_http(self, &delivery.request()));
        count(table.get_operation(self, &query));
        count(table.next_events(self, &read));
        count(table.health(self));
        count(table.metrics(self));
        count(handler("meow").list_actions(self, &call));
        count(handler("meow").list_accounts(self, &call));
        count(handler("meow").invoke_action(self, &call));
        const auto done = [](void*, const crm_reply*) {};
        if (table.submit_http(self, &delivery.request(), nullptr, done) != CRM_E_FORKED) ++wrong;
        if (table.ack_events(self, &read) != CRM_E_FORKED) ++wrong;
        if (table.wait_events(self, &read) != CRM_E_FORKED) ++wrong;
        if (table.forget_consumer(self, &read) != CRM_E_FORKED) ++wrong;
        if (table.wake(self) != CRM_E_FORKED) ++wrong;
        if (table.event_fd(self, &read) != -1) ++wrong;
        if (inherited.body().find(account) == std::string_view::npos) ++wrong;
        table.close(self);
        ::_exit(wrong);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    CHECK(has(host.list_accounts("meow"), account));
    CHECK(host.adopt("+4915200000001") != account);
    Host second(directory.path());
    REQUIRE(second.configure(configuration()).ok());
    CHECK(code_of(second.start()) == "owner_exists");
}

TEST_CASE("role auto is a client while there is an owner, and takes over when that process dies", "[entry]") {
    const TemporaryDirectory directory;
    const std::string flag = directory.path() + "/ready";
    AnotherProcess owner("child: owns a state until it is killed", {{"state", directory.path()}, {"flag", flag}});
    REQUIRE(eventually([&] { return flag_raised(flag); }));
    Host heir = Host::running(directory.path(), "auto");
    CHECK(heir.health("owner", "role") == "client");
    const std::string account = heir.adopt();
    owner.kill();
    REQUIRE(eventually([&] { return heir.health("owner", "role") == "owner"; }));
    CHECK(heir.adopt("+4915200000001") != account);
    CHECK(has(heir.list_accounts("meow"), account));
}

TEST_CASE("of several that start at once with role auto one owns the state, and each works", "[entry]") {
    for (int round = 0; round < 3; ++round) {
        const TemporaryDirectory directory;
        constexpr int count = 4;
        std::vector<std::unique_ptr<Host>> hosts;
        for (int number = 0; number < count; ++number) {
            hosts.push_back(std::make_unique<Host>(directory.path(), "auto"));
            REQUIRE(hosts.back()->configure(configuration()).ok());
        }
        std::vector<std::string> codes(count);
        std::vector<std::thread> starting;
        for (std::size_t number = 0; number < count; ++number) {
            starting.emplace_back([&, number] {
                const crm::Reply reply = hosts[number]->start();
                codes[number] = reply.ok() ? "ok" : std::string(reply.body());
            });
        }
        for (std::thread& thread : starting) thread.join();
        CHECK(codes == std::vector<std::string>(count, "ok"));
        int owners = 0;
        for (const auto& host : hosts) owners += host->health("owner", "role") == "owner" ? 1 : 0;
        CHECK(owners == 1);
        for (const auto& host : hosts) CHECK_FALSE(host->adopt("+491510000000" + std::to_string(round)).empty());
    }
}

TEST_CASE("an heir may be reloaded at any moment of taking over", "[entry]") {
    const TemporaryDirectory directory;
    for (int round = 0; round < 3; ++round) {
        auto owner = std::make_unique<Host>(Host::running(directory.path()));
        Host heir = Host::running(directory.path(), "auto");
        const Joined ending([&] {
            owner->stop();
            owner.reset();
        });
        REQUIRE(eventually([&] {
            REQUIRE(heir.configure(configuration()).ok());
            return heir.health("owner", "role") == "owner";
        }));
        REQUIRE(heir.configure(configuration()).ok());
        CHECK(heir.health("owner", "role") == "owner");
        CHECK_FALSE(heir.adopt().empty());
    }
}

TEST_CASE("stop ends waits and descriptors, and wake a wait", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    CHECK(host.wait("crm", 0) == CRM_E_TIMEOUT);
    CHECK(host.instance.wake() == CRM_OK);
    CHECK(host.wait("crm", 60'000) == CRM_WOKEN);
    const crm_feed_read read = crm::feed_read("crm");
    const int descriptor = plugin().event_fd(host.instance.get(), &read);
    REQUIRE(descriptor >= 0);
    std::atomic<int> answered{99};
    const Joined waiting([&] { answered = host.wait("crm", 60'000); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    host.stop();
    CHECK(eventually([&] { return answered != 99; }));
    CHECK(answered == CRM_E_UNAVAILABLE);
    pollfd wanted{descriptor, POLLIN, 0};
    REQUIRE(::poll(&wanted, 1, 60'000) == 1);
    char byte = 0;
    CHECK(::read(descriptor, &byte, 1) == 0);
    ::close(descriptor);
}

TEST_CASE("what was counted for the audit outlives a stop", "[entry]") {
    const TemporaryDirectory directory;
    const auto audit = [](Host& host, const char* actor) {
        crm_http_request page = crm::http_request();
        page.method = crm::str("GET");
        page.path = crm::str("/admin/audit");
        page.actor = crm::str(actor);
        return std::string(host.instance.handle_http(page).body());
    };
    {
        Host host = Host::running(directory.path());
        host.adopt();
        for (int attempt = 0; attempt < 4; ++attempt) audit(host, staff);
        CHECK(host.stop().status() == CRM_OK);
    }
    Host host = Host::running(directory.path());
    CHECK(eventually([&] { return audit(host, admin).find(R"("times":3)") != std::string::npos; }));
}
