// A client connects his number by a link on his own device: nobody signed in, one tenant, one number, for a while.
#include "actions/links.hpp"
#include "catch.hpp"
#include "onboarding/connect_bench.hpp"
#include "onboarding/link_door.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

class LinkBench : public ConnectBench {
  public:
    LinkBench() { start_outbox(); }

    std::string make(const std::string& more = "", const std::string& actor = admin_of_hotel_1,
                     const std::string& tenant = "hotel-1") {
        const auto answer =
            invoke(Provider::coex, {}, "create_link", R"({"tenant":")" + tenant + "\"" + more + "}", actor);
        if (!answer) FAIL(answer.problem().code);
        const json::value document = json::parse(answer->body);
        return std::string(document.at("operation").at("result").at("link").as_string());
    }
    ConnectLinkRow link(const std::string& id) {
        auto reader = readers().take();
        auto found = find_connect_link(*reader, id);
        REQUIRE(found.has_value());
        return *found;
    }
    std::string key(const std::string& id) {
        const std::string url = link_url(settings(), cipher(), link(id));
        return url.substr(url.find("key=") + 4);
    }
    ConnectPage open(const std::string& path, const std::string& key, const std::string& cookie = {},
                     const std::string& more = {}) {
        const LinkDoor door(
            readers(), settings(), cipher(), clock(), [] { return true; },
            [this](const LinkStep& step) {
                const Command command = command_of(step, now_ms);
                return journal().append_and_wait({command.at, RowKind::command, Lane::command, {}, text_of(command)});
            });
        const std::string query = "key=" + key + more;
        const ConnectPage page = door.handle({path, query, cookie, "en", "navigate"});
        settle();
        return page;
    }
    /// As a browser does it: the dialog sends it back to the callback with what the location's state says.
    ConnectPage back_from_dialog(const ConnectPage& go, const std::string& rest, bool same_browser = true) {
        const std::string location = header(go, "location");
        const std::size_t at = location.find("&state=") + 7;
        const std::string state = location.substr(at, location.find('&', at) - at);
        const std::string cookie = header(go, "set-cookie");
        const ConnectDoor door(readers(), settings(), cipher(), clock(), [this](const ConnectAnswer& answer) {
            const Command command = command_of(answer, now_ms);
            return journal().append_and_wait({command.at, RowKind::command, Lane::command, {}, text_of(command)});
        });
        const std::string query = "state=" + state + rest;
        const std::string mine = same_browser ? cookie.substr(0, cookie.find(';')) : std::string();
        const ConnectPage page = door.handle({"/connect/callback", query, mine});
        settle();
        return page;
    }
    static std::string header(const ConnectPage& page, const std::string& name) {
        for (const auto& [key, value] : page.headers) {
            if (key == name) return value;
        }
        return {};
    }
    std::string stage_of_link(const std::string& id) {
        auto reader = readers().take();
        const auto found = find_connect_attempt(*reader, link(id).attempt_id);
        return found ? found->stage : "none";
    }
};

bool says(const ConnectPage& page, const std::string& text) {
    return page.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a client connects his number by a link, and the link is used up", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make(R"(,"name":"Hotel <Harbour>")");
    const std::string key = bench.key(id);
    const ConnectPage first = bench.open("/connect/link", key);
    CHECK(first.status == 200);
    CHECK(says(first, "Hotel &lt;Harbour&gt; asks you to connect your WhatsApp number."));
    CHECK(says(first, "Make a backup of the chats before"));
    CHECK(says(first, "Disappearing messages"));
    CHECK(bench.link(id).opened_at == bench.now_ms);

    const ConnectPage go = bench.open("/connect/link/go", key);
    REQUIRE(go.status == 302);
    CHECK(LinkBench::header(go, "location").find("/dialog/oauth?client_id=") != std::string::npos);
    CHECK(bench.stage_of_link(id) == "waiting");
    const ConnectPage back = bench.back_from_dialog(go, "&code=AQlink");
    CHECK(back.status == 302);
    CHECK(LinkBench::header(back, "location") == link_url(bench.settings(), bench.cipher(), bench.link(id)));
    REQUIRE(eventually([&] { return bench.stage_of_link(id) == "delivery"; }));
    const ConnectPage moment = bench.open("/connect/link", key);
    CHECK(says(moment, "Just a moment"));
    CHECK(says(moment, "<meta http-equiv=\"refresh\" content=\"3;url=?key=" + key + "\">"));
    bench.delivery_arrives();
    REQUIRE(eventually([&] { return bench.link(id).ended == "used"; }));
    CHECK(says(bench.open("/connect/link", key), "The number is connected"));
    CHECK(says(bench.open("/connect/link/go", key), "The number is connected"));
    CHECK(bench.link(id).begun == 1);
}

TEST_CASE("a key that was guessed or altered says nothing and changes nothing", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make();
    const std::string key = bench.key(id);
    std::string altered = key;
    altered.back() = altered.back() == '0' ? '1' : '0';
    const std::string longer = key + "0";
    for (const std::string& wrong : {std::string(), std::string("x"), id, altered, longer, std::string(96, 'a')}) {
        for (const char* path : {"/connect/link", "/connect/link/go", "/connect/link/choose"}) {
            const ConnectPage page = bench.open(path, wrong);
            CHECK(page.status == 404);
            CHECK(says(page, "This link is not valid"));
        }
    }
    CHECK(bench.link(id).opened_at == 0);
    CHECK(bench.link(id).begun == 0);
}

TEST_CASE("a link ends when it expires, is taken back or is replaced", "[onboarding]") {
    LinkBench bench;
    const std::string first = bench.make();
    const std::string first_key = bench.key(first);
    const std::string second = bench.make();
    CHECK(bench.link(first).ended == "replaced");
    CHECK(says(bench.open("/connect/link/go", first_key), "not valid any more"));
    const std::string other_number = bench.make(R"(,"phone":"+905321110022")");
    CHECK(bench.link(second).ended.empty());
    CHECK(bench.link(other_number).ended.empty());

    const std::string input = R"({"tenant":"hotel-1","link":")" + second + "\"}";
    CHECK(bench.outcome(Provider::coex, {}, "revoke_link", input) == "ok");
    CHECK(bench.open("/connect/link", bench.key(second)).status == 410);
    CHECK(bench.outcome(Provider::coex, {}, "revoke_link", input) == "link_over");

    const std::string brief = bench.make(R"(,"phone":"+4915112345678","days":2)");
    const std::string brief_key = bench.key(brief);
    bench.now_ms += 2 * day_ms - 1;
    CHECK(bench.open("/connect/link", brief_key).status == 200);
    bench.now_ms += 1;
    CHECK(says(bench.open("/connect/link", brief_key), "This link has expired"));
    CHECK(bench.open("/connect/link/go", brief_key).status == 410);
    CHECK(bench.link(brief).begun == 0);
}

TEST_CASE("a link is good for the days of the configuration unless its maker says otherwise", "[onboarding]") {
    LinkBench bench;
    const auto days = [&](const std::string& id) {
        return (bench.link(id).expires_at - bench.link(id).created_at) / day_ms;
    };
    CHECK(days(bench.make()) == 30);
    bench.configured().apps.front().signup->link_days = 5;
    CHECK(days(bench.make()) == 5);
    CHECK(days(bench.make(R"(,"days":9)")) == 9);
}

TEST_CASE("taking a link back ends the attempt that waits in its dialog", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make();
    const ConnectPage go = bench.open("/connect/link/go", bench.key(id));
    CHECK(bench.outcome(Provider::coex, {}, "revoke_link", R"({"tenant":"hotel-1","link":")" + id + "\"}") == "ok");
    CHECK(bench.stage_of_link(id) == "failed");
    CHECK(bench.back_from_dialog(go, "&code=AQlate").status == 409);
    CHECK(bench.desk().count("exchange") == 0);
}

TEST_CASE("the links of one hotel are not there for another", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make();
    CHECK(bench.outcome(Provider::coex, {}, "revoke_link", R"({"tenant":"hotel-2","link":")" + id + "\"}",
                        admin_of_hotel_2) == "link_unknown");
    CHECK(bench.outcome(Provider::coex, {}, "create_link", R"({"tenant":"hotel-1"})", admin_of_hotel_2) ==
          "tenant_not_found");
    CHECK(bench.outcome(Provider::coex, {}, "create_link", R"({"tenant":"hotel-1"})", staff_of_hotel_1) ==
          "role_missing");
    const std::string theirs = bench.make("", admin_of_hotel_2, "hotel-2");
    CHECK(bench.link(id).ended.empty());
    const ConnectPage go = bench.open("/connect/link/go", bench.key(theirs));
    CHECK(go.status == 302);
    auto reader = bench.readers().take();
    CHECK(find_connect_attempt(*reader, bench.link(theirs).attempt_id)->tenant == TenantId("hotel-2"));
}

TEST_CASE("starting again at a link ends the half-finished attempt before", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make();
    const ConnectPage first = bench.open("/connect/link/go", bench.key(id));
    const std::string former = bench.link(id).attempt_id;
    const ConnectPage second = bench.open("/connect/link/go", bench.key(id));
    CHECK(second.status == 302);
    CHECK(bench.link(id).attempt_id != former);
    CHECK(bench.link(id).begun == 2);
    CHECK(bench.back_from_dialog(first, "&code=AQold").status == 409);
    CHECK(bench.stage_of_link(id) == "waiting");
}

TEST_CASE("a client who declined reads so in his language and may start again", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make(R"(,"language":"tr")");
    const ConnectPage go = bench.open("/connect/link/go", bench.key(id));
    CHECK(bench.back_from_dialog(go, "&error=access_denied").status == 302);
    const ConnectPage page = bench.open("/connect/link", bench.key(id));
    CHECK(says(page, "<html lang=\"tr\">"));
    CHECK(says(page, "Numara bağlanmadı"));
    CHECK(says(page, "connect_denied"));
    CHECK(says(page, "Baştan başla"));
    CHECK(bench.link(id).ended.empty());
}

TEST_CASE("the answer of a link's dialog counts in the browser that opened it alone", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make();
    const ConnectPage go = bench.open("/connect/link/go", bench.key(id));
    const ConnectPage foreign = bench.back_from_dialog(go, "&code=AQstolen", false);
    CHECK(foreign.status == 403);
    CHECK_FALSE(says(foreign, bench.key(id)));
    CHECK(bench.stage_of_link(id) == "failed");
    CHECK(bench.desk().count("exchange") == 0);
}

TEST_CASE("a link that was tried too often asks for help instead of another try", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make();
    const std::string key = bench.key(id);
    for (std::int64_t time = 0; time < attempts_of_a_link; ++time) {
        REQUIRE(bench.open("/connect/link/go", key).status == 302);
    }
    CHECK(says(bench.open("/connect/link/go", key), "This link was tried too often"));
    CHECK(bench.link(id).begun == attempts_of_a_link);
}

TEST_CASE("a preview of the link is not taken for the client", "[onboarding]") {
    LinkBench bench;
    const std::string id = bench.make();
    const LinkDoor door(
        bench.readers(), bench.settings(), bench.cipher(), bench.clock(), [] { return true; },
        [](const LinkStep&) -> bool { throw std::logic_error("nothing is to be kept"); });
    const std::string query = "key=" + bench.key(id);
    CHECK(door.handle({"/connect/link", query, "", "es-MX,es;q=0.9"}).body.find("Conecte su número") !=
          std::string::npos);
    CHECK(bench.link(id).opened_at == 0);
}
