#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "entry/host_bench.hpp"
#include "store/another_process.hpp"

using namespace rooms;

namespace {

/// Counts replies to submitted requests.
struct Submitted {
    std::atomic<int> stored{0};
    std::atomic<int> refused{0};
    static void done(void* ctx, const crm_reply* reply) {
        auto* counts = static_cast<Submitted*>(ctx);
        ++(reply != nullptr && reply->http_status == 200 ? counts->stored : counts->refused);
        plugin().release(reply);
    }
    [[nodiscard]] int told() const { return stored + refused; }
};

bool allowed(crm_status status, std::initializer_list<crm_status> expected) {
    for (const crm_status one : expected) {
        if (status == one) return true;
    }
    return false;
}

/// One round of all calls that web workers make. False if any answered what it never may.
bool one_round(Host& host, int number) {
    bool fine = true;
    const auto check = [&](crm_status status, std::initializer_list<crm_status> expected) {
        fine = fine && allowed(status, expected);
    };
    constexpr crm_status off = CRM_E_UNAVAILABLE;
    switch (number % 8) {
        case 0:
            check(host.deliver("{}").status(), {CRM_OK, off});
            break;
        case 1:
            check(host.next("crm").status(), {CRM_OK, off});
            break;
        case 2:
            check(host.wait("crm-" + std::to_string(number % 3), 5), {CRM_OK, CRM_E_TIMEOUT, CRM_WOKEN, off});
            break;
        case 3:
            check(host.invoke("meow", {}, "adopt", R"({"tenant":"hotel-1","phone":"+4915100000001"})").status(),
                  {CRM_OK, CRM_PENDING, CRM_E_CONFLICT, off});
            break;
        case 4:
            check(host.list_accounts("meow").status(), {CRM_OK, off});
            break;
        case 5:
            check(host.list_actions("coex", {}).status(), {CRM_OK});
            break;
        case 6:
            check(host.instance.health().status(), {CRM_OK});
            check(host.instance.metrics().status(), {CRM_OK});
            break;
        default:
            check(host.instance.wake(), {CRM_OK, off});
            check(host.instance.get_operation(crm::operation_query("op_x", admin)).status(), {CRM_E_NOT_FOUND, off});
    }
    return fine;
}

}  // namespace

TEST_CASE("done comes once for every submitted delivery, and before stop returns", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    for (int round = 0; round < 5; ++round) {
        Submitted told;
        std::atomic<bool> go{true};
        std::atomic<int> pending{0};
        std::vector<std::thread> callers;
        for (int caller = 0; caller < 4; ++caller) {
            callers.emplace_back([&] {
                const Delivery delivery("{}");
                while (go) {
                    if (pending > told.told() + 100) {  // as a host whose connections wait for their answers
                        std::this_thread::yield();
                        continue;
                    }
                    const crm_status status = host.instance.submit_http(delivery.request(), &told, Submitted::done);
                    if (status == CRM_PENDING) {
                        ++pending;
                    } else {
                        if (status != CRM_E_UNAVAILABLE) go = false;
                        std::this_thread::yield();
                    }
                }
            });
        }
        REQUIRE(eventually([&] { return told.stored > 20; }));
        host.stop();
        const int at_stop = told.told();
        CHECK(go);
        go = false;
        for (std::thread& caller : callers) caller.join();
        CHECK(told.told() == pending);
        CHECK(told.told() == at_stop);
        REQUIRE(host.start().ok());
    }
}

TEST_CASE("what is submitted wrongly is answered through done as well", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    Submitted told;
    Delivery forged("{}");
    forged.forged();
    CHECK(host.instance.submit_http(forged.request(), &told, Submitted::done) == CRM_PENDING);
    CHECK(told.refused == 1);
    const Delivery elsewhere("{}", "nowhere");
    CHECK(host.instance.submit_http(elsewhere.request(), &told, Submitted::done) == CRM_PENDING);
    CHECK(told.refused == 2);
    crm_http_request page = crm::http_request();
    page.method = crm::str("GET");
    page.path = crm::str("/v1/accounts");
    page.actor = crm::str(staff);
    CHECK(host.instance.submit_http(page, &told, Submitted::done) == CRM_PENDING);
    CHECK(told.stored == 1);
    host.stop();
    CHECK(told.told() == 3);
}

TEST_CASE("the bytes of a submitted delivery may go as soon as the call returned", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    Submitted told;
    for (int count = 0; count < 50; ++count) {
        auto delivery = std::make_unique<Delivery>("{\"n\":" + std::to_string(count) + "}");
        REQUIRE(host.instance.submit_http(delivery->request(), &told, Submitted::done) == CRM_PENDING);
    }
    host.stop();
    CHECK(told.stored == 50);
}

TEST_CASE("sixteen threads call while the instance is reloaded, stopped and started", "[entry]") {
    const TemporaryDirectory directory;
    Host host = Host::running(directory.path());
    std::atomic<bool> go{true};
    std::atomic<int> rounds{0};
    std::atomic<int> wrong{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 16; ++caller) {
        callers.emplace_back([&, caller] {
            for (int number = caller; go; ++number) {
                if (!one_round(host, number)) ++wrong;
                ++rounds;
            }
        });
    }
    for (int change = 0; change < 12; ++change) {
        const int before = rounds;
        REQUIRE(eventually([&] { return rounds > before + 40; }));
        if (change % 3 == 2) {
            REQUIRE(host.stop().ok());
            REQUIRE(host.start().ok());
        } else {
            REQUIRE(host.configure(configuration()).ok());
        }
    }
    go = false;
    for (std::thread& caller : callers) caller.join();
    CHECK(wrong == 0);
    CHECK(host.health("owner", "role") == "owner");
    host.stop();
}

TEST_CASE("calls of clients and the owner of one state are all served", "[entry]") {
    const TemporaryDirectory directory;
    Host owner = Host::running(directory.path());
    Host client = Host::running(directory.path(), "client");
    std::atomic<int> wrong{0};
    std::vector<std::thread> callers;
    for (Host* host : {&owner, &client}) {
        for (int caller = 0; caller < 4; ++caller) {
            callers.emplace_back([&, host, caller] {
                for (int number = caller; number < caller + 40; ++number) {
                    if (!one_round(*host, number)) ++wrong;
                }
            });
        }
    }
    for (std::thread& caller : callers) caller.join();
    CHECK(wrong == 0);
    CHECK(document_of(owner.instance.health()).at("checks").as_object().at("journal").as_object().at("status") == "ok");
}
